package dev.pith.plugin.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StrictModelsTest {

  @Test
  void add_moreThanTheLimit_firstOnesAreForgotten() {
    StrictModels models = new StrictModels(2);

    models.add("a");
    models.add("b");
    models.add("c");

    assertThat(models.contains("a")).isFalse();
    assertThat(models.contains("b")).isTrue();
    assertThat(models.contains("c")).isTrue();
  }

  @Test
  void add_nameThatNoModelHas_isNotKept() {
    StrictModels models = new StrictModels(2);
    String name = "m".repeat(10_000);

    models.add(name);

    assertThat(models.contains(name)).isFalse();
  }
}
