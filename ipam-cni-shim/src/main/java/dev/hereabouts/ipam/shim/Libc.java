package dev.hereabouts.ipam.shim;

import org.jspecify.annotations.Nullable;
import org.teavm.interop.Address;
import org.teavm.interop.Import;
import org.teavm.interop.c.Include;

/**
 * The functions of the C library that the shim calls, and the numbers Linux gives their arguments.
 *
 * <p>The numbers are those of x86-64 and of ARM64, which share them; {@code size_t} and {@code
 * time_t} have 64 bits there.
 */
final class Libc {
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EPIPE = 32;
  static final int ECONNRESET = 104;
  static final int AF_UNIX = 1;
  static final int SOCK_STREAM = 1;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int SOL_SOCKET = 1;
  static final int SO_SNDTIMEO = 21;
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_NOSIGNAL = 0x4000;
  static final int POLLIN = 1;
  static final int POLLOUT = 4;

  private static final int CLOCK_MONOTONIC = 1;
  private static final int LC_ALL = 6;
  private static final int SIGPIPE = 13;
  private static final int AT_FDCWD = -100;
  private static final int STATX_INO = 0x100;

  private Libc() {}

  @Import(name = "getenv")
  @Include("stdlib.h")
  static native @Nullable Address getenv(Address name);

  @Import(name = "strlen")
  @Include("string.h")
  static native long strlen(Address text);

  @Import(name = "realloc")
  @Include("stdlib.h")
  static native @Nullable Address realloc(@Nullable Address block, long size);

  @Import(name = "read")
  @Include("unistd.h")
  static native long read(int fd, Address buffer, long size);

  @Import(name = "write")
  @Include("unistd.h")
  static native long write(int fd, Address buffer, long size);

  @Import(name = "_exit")
  @Include("unistd.h")
  static native void exit(int status);

  @Import(name = "socket")
  @Include("sys/socket.h")
  static native int socket(int domain, int type, int protocol);

  @Import(name = "setsockopt")
  @Include("sys/socket.h")
  static native int setsockopt(int fd, int level, int option, Address value, int size);

  @Import(name = "connect")
  @Include("sys/socket.h")
  static native int connect(int fd, Address address, int size);

  @Import(name = "send")
  @Include("sys/socket.h")
  static native long send(int fd, Address buffer, long size, int flags);

  @Import(name = "recv")
  @Include("sys/socket.h")
  static native long recv(int fd, Address buffer, long size, int flags);

  @Import(name = "poll")
  @Include("poll.h")
  private static native int poll(Address descriptors, long count, int millis);

  @Import(name = "clock_gettime")
  @Include("time.h")
  private static native int clockGettime(int clock, Address timespec);

  @Import(name = "statx")
  @Include("sys/stat.h")
  private static native int statx(int directory, Address path, int flags, int mask, Address result);

  @Import(name = "__errno_location")
  @Include("errno.h")
  private static native Address errnoLocation();

  @Import(name = "setlocale")
  @Include("locale.h")
  private static native Address setlocale(int category, Address name);

  @Import(name = "strerror")
  @Include("string.h")
  private static native Address strerror(int errno);

  @Import(name = "signal")
  @Include("signal.h")
  private static native Address signal(int signal, Address handler);

  /** The error of the call just made. */
  static int errno() {
    return errnoLocation().getInt();
  }

  /** An error in words, in English whatever the locale, such as "connection refused". */
  static Bytes errorText(int errno) {
    setlocale(LC_ALL, Address.ofData(terminated("C")));
    byte[] text = copy(strerror(errno));
    if (text.length > 0 && text[0] >= 'A' && text[0] <= 'Z') {
      text[0] = (byte) (text[0] + 'a' - 'A');
    }
    return new Bytes().append(text);
  }

  /** A write to a closed pipe shall be an error of that write and not the end of the process. */
  static void ignoreBrokenPipes() {
    signal(SIGPIPE, Address.fromInt(1));
  }

  /** Time that no change of the wall clock moves; TeaVM's own nanoTime follows the wall clock. */
  static long monotonicMillis() {
    byte[] timespec = new byte[16];
    clockGettime(CLOCK_MONOTONIC, Address.ofData(timespec));
    Address fields = Address.ofData(timespec);
    return fields.getLong() * 1000 + fields.add(8).getLong() / 1_000_000;
  }

  /** Waits until the descriptor is ready or in error; false when the time is over first. */
  static boolean await(int fd, int events, int millis) {
    byte[] pollfd = new byte[8];
    Address fields = Address.ofData(pollfd);
    fields.putInt(fd);
    fields.add(4).putShort((short) events);
    return poll(Address.ofData(pollfd), 1, millis) > 0;
  }

  /** Whether both paths lead to the same file: the same inode on the same device. */
  static boolean isSameFile(Address one, Address other) {
    byte[] first = new byte[256];
    byte[] second = new byte[256];
    return statx(AT_FDCWD, one, 0, STATX_INO, Address.ofData(first)) == 0
        && statx(AT_FDCWD, other, 0, STATX_INO, Address.ofData(second)) == 0
        && isSameInode(Address.ofData(first), Address.ofData(second));
  }

  /** Compares {@code stx_ino} and the device's two numbers; the layout is the same everywhere. */
  private static boolean isSameInode(Address first, Address second) {
    return first.add(32).getLong() == second.add(32).getLong()
        && first.add(136).getLong() == second.add(136).getLong();
  }

  /** An ASCII text as C wants it. */
  static byte[] terminated(String ascii) {
    return Bytes.of(ascii).append(0).toArray();
  }

  /** The bytes of a C string. */
  static byte[] copy(Address text) {
    byte[] bytes = new byte[(int) strlen(text)];
    Address.moveMemoryBlock(text, Address.ofData(bytes), bytes.length);
    return bytes;
  }
}
