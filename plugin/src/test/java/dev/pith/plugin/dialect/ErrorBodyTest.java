package dev.pith.plugin.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
