package dev.hereabouts.ipam.server.store.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.List;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePathWrapper;

/** MVStore's file system with a note of each write and each sync, under the prefix "traced:". */
public final class TracedFile extends FilePathWrapper {
  static final String PREFIX = "traced:";
  static final List<String> OPERATIONS = new ArrayList<>();

  @Override
  public String getScheme() {
    return "traced";
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
      OPERATIONS.add("write");
      return file.write(source, position);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      OPERATIONS.add("write");
      return file.write(source);
    }

    @Override
    public void force(boolean metadata) throws IOException {
      OPERATIONS.add("sync");
      file.force(metadata);
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
