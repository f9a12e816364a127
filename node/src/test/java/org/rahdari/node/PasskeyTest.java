package org.rahdari.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticator;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A person makes a passkey in a real browser, and shows it before approving. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PasskeyTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String BANK = "karachi-exchange";

  private RunningNode node;
  private ChromeDriver browser;
  private String url;

  @BeforeAll
  void start(@TempDir Path folder) {
    boolean there = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    String sentence = "Passkeys are not tested: apt install chromium chromium-driver";
    if ("true".equals(System.getenv("RAHDARI_REQUIRE_BROWSER"))) {
      assertThat(there).as(sentence).isTrue();
    }
    assumeTrue(there, sentence);
    NodeOptions options = new NodeOptions();
    options.port = 0;
    node =
        RunningNode.start(DataFolder.open(folder.resolve("data"), DemoCommand.sample()), options);
    // Browsers keep passkeys by a name, and not by an address.
    url = "http://localhost:" + URI.create(node.url()).getPort();
    browser = browser(folder.resolve("browser"));
  }

  @AfterAll
  void stop() {
    if (browser != null) browser.quit();
    if (node != null) node.close();
  }

  private static ChromeDriver browser(Path profile) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--window-size=1280,1600",
        "--disable-background-networking",
        "--user-data-dir=" + profile);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build();
    return new ChromeDriver(service, options);
  }

  @Test
  void whoHasAPasskeyShowsItBeforeApproving() throws Exception {
    String first = propose(1);
    String second = propose(2);
    signIn("approver");
    VirtualAuthenticator device =
        browser.addVirtualAuthenticator(
            new VirtualAuthenticatorOptions()
                .setProtocol(VirtualAuthenticatorOptions.Protocol.CTAP2)
                .setTransport(VirtualAuthenticatorOptions.Transport.INTERNAL)
                .setHasResidentKey(true)
                .setHasUserVerification(true)
                .setIsUserVerified(true));

    browser.get(url + "/approvals/" + first);
    follow(By.cssSelector("#approve button"));
    assertThat(text("#state")).as("without a passkey").contains("approved and accepted");

    browser.get(url + "/me");
    assertThat(text("#no-passkeys")).isEqualTo("You have none.");
    browser.findElement(By.id("label")).sendKeys("a telephone");
    browser.findElement(By.cssSelector("#make-passkey button")).click();
    await(By.cssSelector("table.passkeys"));
    assertThat(text("table.passkeys")).contains("a telephone");
    assertThat(browser.findElements(By.id("make-passkey")))
        .as("another one only after showing the first")
        .isEmpty();

    browser.get(url + "/approvals/" + second);
    follow(By.cssSelector("#approve button"));
    assertThat(text("h1")).isEqualTo("Show your passkey");

    device.setUserVerified(false);
    browser.findElement(By.cssSelector("#show-passkey button")).click();
    new WebDriverWait(browser, PATIENCE)
        .until(ExpectedConditions.visibilityOfElementLocated(By.cssSelector("[role=alert]")));
    assertThat(state(second)).as("no finger, no face, no PIN").isEqualTo("WAITING");

    device.setUserVerified(true);
    browser.findElement(By.cssSelector("#show-passkey button")).click();
    new WebDriverWait(browser, PATIENCE)
        .until(ExpectedConditions.urlToBe(url + "/approvals/" + second));
    follow(By.cssSelector("#approve button"));
    assertThat(text("#state")).contains("approved and accepted");

    // In another session of the same person it is asked for again, of the API too.
    Visitor elsewhere = new Visitor(node.url());
    elsewhere.signIn(BANK + "-approver", node.invented().password(BANK + "-approver"));
    Visitor.Answer refused =
        elsewhere.postJson("/v1/proposals/" + propose(3) + "/approve", elsewhere.csrf(), "");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("passkey-needed");
  }

  private void signIn(String kind) {
    browser.get(url + "/sign-in");
    follow(By.id("people"));
    browser.findElement(By.id("username")).sendKeys(BANK + "-" + kind);
    browser.findElement(By.id("password")).sendKeys(node.invented().password(BANK + "-" + kind));
    follow(By.cssSelector("form button"));
    assertThat(text("#me")).isEqualTo("Invented " + kind + " of " + BANK);
  }

  private String propose(int number) throws Exception {
    Visitor operator = new Visitor(node.url());
    operator.signIn(BANK + "-operator", node.invented().password(BANK + "-operator"));
    long now = System.currentTimeMillis();
    String id = String.format("%08x-%04x-7000-8000-%012x", now >> 16, now & 0xffff, number);
    Visitor.Answer answer =
        operator.postJson(
            "/v1/proposals",
            operator.csrf(),
            """
            {"program":"payments","instruction":"FundLiquidity","body":
             {"id":"%s","asset":1,"amountMinor":1}}"""
                .formatted(id));
    return read(answer).path("id").asString();
  }

  private String state(String proposal) throws Exception {
    Visitor reader = new Visitor(node.url());
    reader.signIn(BANK + "-reader", node.invented().password(BANK + "-reader"));
    return read(reader.get("/v1/proposals/" + proposal)).path("state").asString();
  }

  private static JsonNode read(Visitor.Answer answer) {
    return JsonMapper.shared().readTree(answer.body());
  }

  private void follow(By where) {
    var page = browser.findElement(By.tagName("html"));
    browser.findElement(where).click();
    new WebDriverWait(browser, PATIENCE).until(ExpectedConditions.stalenessOf(page));
  }

  private void await(By what) {
    new WebDriverWait(browser, PATIENCE)
        .until(ExpectedConditions.presenceOfAllElementsLocatedBy(what));
  }

  private String text(String css) {
    await(By.cssSelector(css));
    return browser.findElement(By.cssSelector(css)).getText();
  }
}
