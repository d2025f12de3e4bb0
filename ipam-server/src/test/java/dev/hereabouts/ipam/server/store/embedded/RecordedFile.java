package dev.hereabouts.ipam.server.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.List;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePathWrapper;

/**
 * MVStore's file system with a record of each change, under the prefix "recorded:". Syncs are
 * recorded, and not done.
 */
public final class RecordedFile extends FilePathWrapper {
  static final String PREFIX = "recorded:";
  static final List<Change> CHANGES = new ArrayList<>();

  /** What a program asks the disk for. */
  sealed interface Change {
    /** Bytes, and where they begin. */
    record Write(long position, ByteBuffer bytes) implements Change {
      int length() {
        return bytes.limit();
      }
    }

    /** The end of the file moves here. */
    record Truncate(long size) implements Change {}

    /** All until now is to be on the disk. */
    record Sync() implements Change {}
  }

  @Override
  public String getScheme() {
    return "recorded";
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    return new Channel(getBase().open(mode));
  }

  private static final class Channel extends FileBase {
    private final FileChannel file;

    private Channel(FileChannel file) {
      this.file = file;
    }

    @Override
    public synchronized int write(ByteBuffer source, long position) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(source.remaining());
      bytes.put(source.duplicate()).flip();
      CHANGES.add(new Change.Write(position, bytes));
      int written = file.write(source, position);
      if (written < bytes.limit()) {
        throw new IOException("only " + written + " of " + bytes.limit() + " bytes were written");
      }
      return written;
    }

    @Override
    public int write(ByteBuffer source) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void force(boolean metadata) {
      CHANGES.add(new Change.Sync());
    }

    @Override
    public synchronized int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      return file.read(target);
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      file.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      CHANGES.add(new Change.Truncate(size));
      file.truncate(size);
      return this;
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      file.close();
    }
  }
}
