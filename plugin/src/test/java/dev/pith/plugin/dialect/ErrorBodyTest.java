package dev.pith.plugin.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorBodyTest {

  @Test
  void toJson_badRequest_isInTheShapeOfTheApi() {
    ErrorBody error = ErrorBody.badRequest("no \"x\"");

    assertThat(error.status()).isEqualTo(400);
    assertThat(new String(error.toJson(), UTF_8))
        .isEqualTo(
            "{\"error\":{\"message\":\"no \\\"x\\\"\",\"type\":\"invalid_request_error\","
                + "\"param\":null,\"code\":\"bad_request\"}}");
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_request_error",
    "404, not_found_error",
    "405, invalid_request_error",
    "413, request_too_large",
    "500, api_error",
    "502, api_error",
    "504, timeout_error"
  })
  void toJson_messagesRoute_isInTheShapeOfAnthropic(int status, String type) {
    ErrorBody error = new ErrorBody(status, "no \"x\"", "upstream_error", null, "gone");

    assertThat(new String(error.toJson("/api/v1/messages/count_tokens"), UTF_8))
        .isEqualTo(
            "{\"type\":\"error\",\"error\":{\"type\":\""
                + type
                + "\",\"message\":\"no \\\"x\\\"\"}}");
    assertThat(error.toJson("/v1/responses")).isEqualTo(error.toJson());
  }

  @Test
  void toEvent_badGateway_isOneEvent() {
    assertThat(new String(ErrorBody.badGateway("gone").toEvent(), UTF_8))
        .startsWith("data: {\"error\":{\"message\":\"gone\"")
        .endsWith("}}\n\n");
  }

  @Test
  void status_ofEachKind_isItsOwn() {
    assertThat(ErrorBody.tooLarge(10).status()).isEqualTo(413);
    assertThat(ErrorBody.tooLarge(10).message()).contains("10 bytes");
    assertThat(ErrorBody.badGateway("m").status()).isEqualTo(502);
    assertThat(ErrorBody.gatewayTimeout("m").status()).isEqualTo(504);
  }
}
