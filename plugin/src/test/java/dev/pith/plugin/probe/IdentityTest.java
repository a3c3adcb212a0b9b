package dev.pith.plugin.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.upstream.JsonCall.Reply;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /v1/models       | {"data":[{"id":"m","owned_by":"vllm"}]}     | VLLM
          /v1/models       | {"data":[{"id":"m","owned_by":"sglang"}]}   | SGLANG
          /v1/models       | {"data":[{"id":"m","owned_by":"llamacpp"}]} | LLAMA
          /v1/models       | {"data":[{"id":"m","owned_by":"me"}]}       | GENERIC
          /props           | {"build_info":"b1","total_slots":1}         | LLAMA
          /api/version     | {"version":"0.31.0"}                        | OLLAMA
          /get_server_info | {"version":"0.5.9"}                         | SGLANG
          /version         | {"version":"1.0"}                           | GENERIC
          """)
  void of_oneAnswer_namesTheServer(String path, String json, ServerKind kind) {
    assertThat(Identity.of(null, Map.of(path, ok(json))).orElseThrow().kind()).isEqualTo(kind);
  }

  @Test
  void of_onlyRefusals_isNotKnown() {
    assertThat(Identity.of(null, Map.of("/v1/models", new Reply(401, Json.object())))).isEmpty();
    assertThat(Identity.of(null, Map.of())).isEmpty();
  }

  @Test
  void of_llama_overlapsWhereThereIsASlotForIt() {
    assertThat(llama(1).overlaps()).isFalse();
    assertThat(llama(2).overlaps()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, true",
    "127.0.0.1, true",
    "[::1], true",
    "10.1.2.3, true",
    "192.168.0.9, true",
    "172.16.0.1, true",
    "fd00::1, true",
    "8.8.8.8, false",
    "api.example.com, false",
    "2001:db8::1, false"
  })
  void isPrivate_host_byItsAddressAlone(String host, boolean expected) {
    assertThat(Addresses.isPrivate(host)).isEqualTo(expected);
  }

  private static Identity llama(int slots) {
    Reply props = ok("{\"build_info\":\"b1\",\"total_slots\":" + slots + "}");
    return Identity.of(null, Map.of("/props", props)).orElseThrow();
  }

  private static Reply ok(String json) {
    try {
      return new Reply(200, Json.read(json));
    } catch (JsonProcessingException bad) {
      throw new AssertionError(json, bad);
    }
  }
}
