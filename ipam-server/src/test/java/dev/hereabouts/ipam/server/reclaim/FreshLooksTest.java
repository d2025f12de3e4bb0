package dev.hereabouts.ipam.server.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hereabouts.ipam.core.allocation.Pod;
import dev.hereabouts.ipam.core.reclaim.NodeState;
import dev.hereabouts.ipam.core.reclaim.PodState;
import dev.hereabouts.ipam.server.kubernetes.ApiOutcome;
import dev.hereabouts.ipam.server.kubernetes.ApiServer;
import dev.hereabouts.ipam.server.kubernetes.Verb;
import dev.hereabouts.ipam.server.kubernetes.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of the answers to looks at single pods and nodes. */
final class FreshLooksTest {
  private static final Pod OWNER = new Pod("u1", "shop", "web");
  private ApiOutcome answer = new ApiOutcome.NoAnswer("not asked");
  private final List<String> asked = new ArrayList<>();
  private final VirtualTime time = new VirtualTime();
  private final FreshLooks looks =
      new FreshLooks(
          new ApiServer() {
            @Override
            public void request(
                Verb verb, String path, byte[] body, View view, Consumer<ApiOutcome> done) {
              asked.add(verb + " " + path);
              done.accept(answer);
            }

            @Override
            public LineStream lines(String path, View view, Lines lines) {
              throw new AssertionError("nothing is to be watched: " + path);
            }
          },
          time);

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "200 | {'metadata':{'namespace':'shop','name':'web','uid':'u1'}} | LIVE",
        "200 | {'metadata':{'namespace':'shop','name':'web','uid':'u2'}} | REPLACED",
        "200 | {'metadata':{'uid':'u1'},'status':{'phase':'Succeeded'}} | COMPLETED",
        "200 | {'metadata':{'uid':'u1'},'status':{'phase':'Failed'}} | COMPLETED",
        "200 | {'metadata':{'uid':'u2'},'status':{'phase':'Failed'}} | REPLACED",
        "200 | {'metadata':{'uid':'u1'},'status':{'phase':'Running'}} | LIVE",
        "200 | {'metadata':{'uid':'u1'},'status':{'phase':'Pending'}} | LIVE",
        "200 | {'metadata':{'uid':'u1'},'status':{'phase':'Unknown'}} | LIVE",
        "200 | {'metadata':{'namespace':'shop','name':'web'}} | UNKNOWN",
        "200 | {} | UNKNOWN",
        "200 | <html> | UNKNOWN",
        "404 | {'message':'x','reason':'NotFound','details':{'name':'web'}} | GONE",
        "404 | {'message':'x','reason':'NotFound','details':{'name':'shop'}} | UNKNOWN",
        "404 | {'message':'x','reason':'NotFound'} | UNKNOWN",
        "404 | {'message':'x','details':{'name':'web'}} | UNKNOWN",
        "404 | 404 page not found | UNKNOWN",
        "403 | {'message':'x','reason':'NotFound','details':{'name':'web'}} | UNKNOWN",
        "403 | {'message':'x','reason':'Forbidden','details':{'name':'web'}} | UNKNOWN",
        "410 | {'message':'x','reason':'Gone','details':{'name':'web'}} | UNKNOWN",
        "500 | {'message':'x','reason':'InternalError','details':{'name':'web'}} | UNKNOWN",
      })
  @DisplayName("only the answer that this very pod is not found tells that it is gone")
  void pods(int status, String body, PodState expected) {
    answer(status, body);
    assertThat(pod()).isEqualTo(expected);
    assertThat(asked).containsExactly("GET /api/v1/namespaces/shop/pods/web");
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "200 | {'metadata':{'name':'n'}} | PRESENT",
        "200 | {'metadata':{'name':'n'},'spec':{'taints':[{'key':'a'},%s,{'key':'b'}]}} |"
            + " OUT_OF_SERVICE",
        "200 | {'metadata':{'name':'n'},'spec':{'taints':[{'key':'a','value':'b'}]}} | PRESENT",
        "200 | {'metadata':{'name':'m'},'spec':{'taints':[%s]}} | UNKNOWN",
        "200 | {} | UNKNOWN",
        "404 | {'message':'x','reason':'NotFound','details':{'name':'n'}} | DELETED",
        "404 | {'message':'x','reason':'NotFound','details':{'name':'m'}} | UNKNOWN",
        "503 | {'message':'x','reason':'NotFound','details':{'name':'n'}} | UNKNOWN",
      })
  @DisplayName("only the answer that this very node is not found tells that it was deleted")
  void nodes(int status, String body, NodeState expected) {
    answer(status, body.replace("%s", "{'key':'node.kubernetes.io/out-of-service'}"));
    List<NodeState> states = new ArrayList<>();
    looks.node("n", states::add);
    assertThat(states).containsExactly(expected);
  }

  @Test
  @DisplayName("no answer tells nothing; an owner without a name is not asked for")
  void nothing() {
    assertThat(pod()).isEqualTo(PodState.UNKNOWN);
    asked.clear();
    List<PodState> states = new ArrayList<>();
    looks.pod(new Pod("u1", "", ""), states::add);
    assertThat(states).containsExactly(PodState.UNKNOWN);
    assertThat(asked).isEmpty();
  }

  @Test
  @DisplayName("after a failure nothing is asked for a second")
  void pause() {
    assertThat(pod()).isEqualTo(PodState.UNKNOWN);
    answer(404, "{'message':'x','reason':'NotFound','details':{'name':'web'}}");
    List<PodState> states = new ArrayList<>();
    looks.pod(OWNER, states::add);
    time.pass(900);
    assertThat(states).isEmpty();
    time.pass(200);
    assertThat(states).containsExactly(PodState.GONE);
  }

  private void answer(int status, String body) {
    answer =
        new ApiOutcome.Answered(status, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private PodState pod() {
    List<PodState> states = new ArrayList<>();
    looks.pod(OWNER, states::add);
    assertThat(states).hasSize(1);
    return states.getFirst();
  }
}
