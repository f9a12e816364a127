package org.rahdari.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.openqa.selenium.JavascriptExecutor;

/**
 * Checks a page against WCAG 2.2, levels A and AA, by the rules of axe-core, and that its headings
 * and landmarks are in order.
 */
final class Axe {
  private static final String RUN =
      """
      const done = arguments[arguments.length - 1];
      axe.run(document, {
        runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']},
        rules: {
          'heading-order': {enabled: true}, 'page-has-heading-one': {enabled: true},
          'landmark-one-main': {enabled: true}, 'landmark-unique': {enabled: true},
          'region': {enabled: true}, 'skip-link': {enabled: true}
        },
        resultTypes: ['violations']
      }).then(
        found => done(found.violations.flatMap(rule => rule.nodes.map(
          node => rule.id + ': ' + node.html.slice(0, 200) + ' ' + node.failureSummary))),
        failed => done(['axe failed: ' + failed]));
      """;

  private final String script;

  Axe() throws IOException {
    try (InputStream in = Axe.class.getResourceAsStream("/axe.min.js")) {
      script = new String(Objects.requireNonNull(in, "axe-core").readAllBytes(), UTF_8);
    }
  }

  /** What is wrong with the page that the browser shows, a line each. */
  List<String> violations(JavascriptExecutor browser) {
    if (!Boolean.TRUE.equals(browser.executeScript("return typeof axe === 'object'"))) {
      browser.executeScript(script);
    }
    return ((List<?>) Objects.requireNonNull(browser.executeAsyncScript(RUN)))
        .stream().map(String::valueOf).toList();
  }
}
