package dev.hereabouts.ipam.shim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerHeadParserTest {
  @Test
  @DisplayName("the exit code and the length are found among other headers, in any case")
  void usable() {
    assertThat(
            parse(
                "HTTP/1.1 200 OK\r\nDate: x: y\r\ncni-EXIT:  7 \r\nCONTENT-length:4194304\t\r\nEmpty:\r\n\r\n"))
        .isEqualTo(new AnswerHead.Usable(7, 4194304));
    assertThat(parse("HTTP/1.0 200\r\nCNI-Exit: 255\r\nContent-Length: 0\r\n\r\n"))
        .isEqualTo(new AnswerHead.Usable(255, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 500 Internal Server Error~CNI-Exit: 0~Content-Length: 0 | is 500 Internal Server Error, not 200",
        "HTTP/1.1 204 No Content~CNI-Exit: 0 | is 204 No Content, not 200",
        "HTTP/1.1 100 Continue | is 100 Continue, not 200",
        "HTTP/2 200 OK~CNI-Exit: 0~Content-Length: 0 | status line",
        "HTTP/1.1 2000 OK~CNI-Exit: 0~Content-Length: 0 | status line",
        "HTTP/1.1  | status line",
        "SSH-2.0-OpenSSH_9.2 | status line",
        "HTTP/1.1 200 OK~Content-Length: 0 | no CNI-Exit",
        "HTTP/1.1 200 OK~CNI-Exit: 0 | no Content-Length",
        "HTTP/1.1 200 OK | no CNI-Exit",
        "HTTP/1.1 200 OK~CNI-Exit: 256~Content-Length: 0 | CNI-Exit of the answer is not a number",
        "HTTP/1.1 200 OK~CNI-Exit: -1~Content-Length: 0 | CNI-Exit of the answer is not a number",
        "HTTP/1.1 200 OK~CNI-Exit:~Content-Length: 0 | CNI-Exit of the answer is not a number",
        "HTTP/1.1 200 OK~CNI-Exit: 1 1~Content-Length: 0 | CNI-Exit of the answer is not a number",
        "HTTP/1.1 200 OK~CNI-Exit: 0~Content-Length: 4194305 | Content-Length of the answer is not",
        "HTTP/1.1 200 OK~CNI-Exit: 0~Content-Length: 99999999999999 | Content-Length of the answer is not",
        "HTTP/1.1 200 OK~CNI-Exit: 0~Content-Length: 0x1 | Content-Length of the answer is not",
        "HTTP/1.1 200 OK~CNI-Exit: 0~CNI-Exit: 0~Content-Length: 0 | more than one CNI-Exit",
        "HTTP/1.1 200 OK~CNI-Exit: 0~Content-Length: 0~Content-Length: 0 | more than one Content-Length",
        "HTTP/1.1 200 OK~CNI-Exit: 0~Transfer-Encoding: chunked | Transfer-Encoding",
        "HTTP/1.1 200 OK~CNI-Exit : 0~Content-Length: 0 | malformed",
        "HTTP/1.1 200 OK~: 0~Content-Length: 0 | malformed",
        "HTTP/1.1 200 OK~CNI-Exit: 0~ folded: 1~Content-Length: 0 | malformed",
        "HTTP/1.1 200 OK~CNI-Exit 0~Content-Length: 0 | malformed",
      })
  @DisplayName("whatever leaves a doubt is unusable, and the reason says what it is")
  void unusable(String lines, String reason) {
    assertThat(parse(lines.replace("~", "\r\n") + "\r\n\r\n"))
        .isInstanceOfSatisfying(
            AnswerHead.Unusable.class,
            unusable ->
                assertThat(new String(unusable.reason().toArray(), StandardCharsets.UTF_8))
                    .contains(reason));
  }

  @Test
  @DisplayName("the head ends with its empty line, wherever the pieces were cut")
  void headLength() {
    byte[] data = "HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody".getBytes(StandardCharsets.US_ASCII);
    int headLength = data.length - "body".length();
    for (int cut = 0; cut < data.length; cut++) {
      assertThat(AnswerHeadParser.headLength(data, 0, cut))
          .isEqualTo(cut < headLength ? -1 : headLength);
      if (cut < headLength) {
        assertThat(AnswerHeadParser.headLength(data, cut, data.length)).isEqualTo(headLength);
      }
    }
  }

  private static AnswerHead parse(String head) {
    byte[] data = head.getBytes(StandardCharsets.ISO_8859_1);
    return AnswerHeadParser.parse(data, data.length);
  }
}
