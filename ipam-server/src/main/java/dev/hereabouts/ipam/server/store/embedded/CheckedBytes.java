package dev.hereabouts.ipam.server.store.embedded;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/**
 * Bytes with their checksum: MVStore has one for the head of a page, none for what is in it, so a
 * page of which the disk has but a part could pass for whole.
 */
final class CheckedBytes extends BasicDataType<byte[]> {
  static final CheckedBytes TYPE = new CheckedBytes();
  private static final int OVERHEAD = 24;

  private CheckedBytes() {}

  @Override
  public int getMemory(byte[] bytes) {
    return OVERHEAD + bytes.length;
  }

  @Override
  public void write(WriteBuffer to, byte[] bytes) {
    to.putVarInt(bytes.length).putInt(checksum(bytes)).put(bytes);
  }

  @Override
  public byte[] read(ByteBuffer from) {
    int length = DataUtils.readVarInt(from);
    int checksum = from.getInt();
    if (length < 0 || length > from.remaining()) {
      throw damaged("a value of " + length + " bytes in a page with " + from.remaining());
    }
    byte[] bytes = new byte[length];
    from.get(bytes);
    if (checksum(bytes) != checksum) {
      throw damaged("a value of " + length + " bytes has another checksum");
    }
    return bytes;
  }

  @Override
  public byte[][] createStorage(int size) {
    return new byte[size][];
  }

  @Override
  public int compare(byte[] a, byte[] b) {
    return Arrays.compareUnsigned(a, b);
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static MVStoreException damaged(String what) {
    return DataUtils.newMVStoreException(DataUtils.ERROR_FILE_CORRUPT, what);
  }
}
