package dev.hereabouts.ipam.server.kubernetes;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A token in a file, which is read again when it changes; "" while it cannot be read. */
public final class FileToken implements Supplier<String> {
  private static final Logger LOG = LoggerFactory.getLogger(FileToken.class);

  private final Token token;

  public FileToken(Path file) {
    token = Token.ofFile(file, "the token to show to the leader");
  }

  @Override
  public String get() {
    try {
      String text = token.current();
      return text == null ? "" : text;
    } catch (ApiAccessException e) {
      LOG.warn("{}", e.getMessage());
      return "";
    }
  }
}
