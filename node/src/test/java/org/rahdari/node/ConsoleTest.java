package org.rahdari.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.rahdari.cli.NodeClient;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.payments.Instructions.InstructPayment;
import org.rahdari.platform.Network;
import org.rahdari.platform.Orders;
import org.rahdari.program.Party;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The console in a real browser, as the people of the bank in Lahore walk through it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int PICTURE_BYTES_MAX = 300_000;
  private static final List<String> PAGES =
      List.of(
          "/",
          "/payments",
          "/accounts",
          "/keys",
          "/checkpoints",
          "/network",
          "/approvals",
          "/licensing",
          "/register",
          "/search?q=bank",
          "/verify");

  /** Kept, so that its level stays: it warns of a DevTools protocol that is not used here. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  /** How a thing that can have the focus is told from the others. */
  private static final String FOCUSED =
      "const named = e => e.tagName + ' ' + (e.getAttribute('href') || e.name || e.title || e.textContent);";

  private Path scratch;
  private RunningNode node;
  private String url = "";
  private ChromeDriver browser;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    needBrowser();
    scratch = folder;
    SELENIUM.setLevel(Level.SEVERE);
    NodeOptions options = new NodeOptions();
    options.port = 0;
    node =
        RunningNode.start(DataFolder.open(scratch.resolve("data"), DemoCommand.sample()), options);
    url = node.url();
    remit();
    browser = browser(scratch.resolve("browser"));
    window(1280, 800);
  }

  @AfterAll
  void stop() {
    if (browser != null) browser.quit();
    if (node != null) node.close();
  }

  private static void needBrowser() {
    boolean there = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    String sentence = "The console is not tested: apt install chromium chromium-driver";
    if ("true".equals(System.getenv("RAHDARI_REQUIRE_BROWSER"))) {
      assertThat(there).as(sentence).isTrue();
    }
    assumeTrue(there, sentence);
  }

  @Test
  @Order(1)
  void everyPageLeadsToSignInAndAWrongTokenIsToldPlainly() {
    open("/accounts");
    assertThat(browser.getTitle()).isEqualTo("Sign in · Rahdari");
    assertThat(text("main")).contains("folder tokens of the node's data folder");

    signIn("lahore-bank.0000");
    await(page -> !all("[role=alert]").isEmpty());
    assertThat(text("[role=alert]")).startsWith("This is no institution's token.");

    signIn(token("lahore-bank"));
    // The page that was asked for; a form's answer may take its time.
    await(page -> "Accounts · Rahdari".equals(browser.getTitle()));
    assertThat(text("header")).contains("Sample Bank of Lahore");
  }

  @Test
  @Order(2)
  void theOverviewIsLive() throws Exception {
    open("/");
    assertThat(text("#sample")).contains("holds the keys of all 11 institutions", "not the trust");
    assertThat(text("#count-settled")).isEqualTo("1");
    assertThat(text("#waiting")).contains("Nothing waits for you.");
    assertThat(text("main")).contains("PKR", "74,150.00", "final by 1 of 1");
    long position = number("#position");
    browser.executeScript("document.querySelector('#live a[href=\"/checkpoints\"]').focus()");

    remit();

    await(page -> text("#count-settled").equals("2"));
    await(page -> number("#position") > position);
    await(page -> text("#leaves").equals(text("#leaves-final")));
    assertThat(text("main")).contains("148,300.00");
    assertThat(browser.switchTo().activeElement().getDomAttribute("href"))
        .as("what has the focus keeps it while the page lives")
        .isEqualTo("/checkpoints");
    picture("overview");
  }

  @Test
  @Order(3)
  void paymentsAreListedAndFiltered() {
    open("/payments");
    assertThat(all("table.payments tbody tr")).hasSize(2);
    assertThat(text("table.payments tbody tr"))
        .contains("riyadh-remit", "lahore-bank", "SAR 1,005.00", "PKR 74,150.00", "settled");

    follow(By.linkText("rejected"));
    assertThat(text("main")).contains("No payment is in this state.");
    follow(By.linkText("all"));
    assertThat(all("table.payments tbody tr")).hasSize(2);
  }

  @Test
  @Order(4)
  void onePaymentIsFollowedFromMessageToReceipt() throws Exception {
    open("/payments");
    follow(By.cssSelector("table.payments a.id"));
    await(page -> !all("#final").isEmpty());

    assertThat(text("#headline")).isEqualTo("lahore-bank has the money, and the receipt is final.");
    assertThat(text("#story"))
        .contains("SAR 1,005.00", "74.15 PKR for 1 SAR", "karachi-exchange (liquidity)")
        .contains("<TxSts>ACSC</TxSts>");
    List<WebElement> stations = all("svg.across g[data-station]");
    assertThat(stations).hasSize(12);
    assertThat(stations).allMatch(station -> "DONE".equals(station.getDomAttribute("data-mark")));
    assertThat(text("svg.across"))
        .contains("Payment instructed", "Credit confirmed", "RIYADH-", "final by 1 of 1");
    assertThat(browser.getPageSource()).doesNotContain("Imran", "Ayesha", "PK36SCBL", "SA0380000");
    assertThat(all(".timeline-steps li.DONE")).hasSize(2);
    assertThat(text(".timeline-steps")).contains("Payment instructed", "signed by riyadh-remit");
    picture("payment");
  }

  @Test
  @Order(5)
  void aReservedPaymentBecomesFinalUnderThePersonsEyes() throws Exception {
    // A page that has seen less than there is now asks for the rest by itself.
    String id = newestPayment();
    open("/payments/" + id);
    browser.executeScript(
        "const s = document.getElementById('story');"
            + "s.outerHTML = '<div id=story hx-get=\"/payments/"
            + id
            + "/live?seen=RESERVED-0-1-0\" hx-trigger=\"every 1s\" hx-swap=outerHTML>reserved</div>';"
            + "htmx.process(document.getElementById('story').parentElement)");
    assertThat(text("#story")).isEqualTo("reserved");
    await(page -> !all("#final").isEmpty());
    await(
        shown ->
            String.valueOf(browser.findElement(By.id("said")).getDomProperty("textContent"))
                .contains("has the money"));
    assertThat(browser.findElement(By.id("story")).getDomAttribute("hx-trigger"))
        .as("it is final, so nothing more is asked")
        .isNull();
  }

  @Test
  @Order(6)
  void accountsAreTheInstitutionsOwn() {
    open("/accounts");
    assertThat(text("main")).contains("Sample Bank of Lahore", "250,148,300.00", "claim on");
    assertThat(text("main")).doesNotContain("karachi-exchange ·");

    follow(By.linkText("history"));
    assertThat(browser.getTitle()).startsWith("Account ").endsWith(" · Rahdari");
    assertThat(text("main")).contains("Sample Bank of Lahore", "250,148,300.00");
    assertThat(text("table.history tbody tr"))
        .as("the newest movement, with the balance after it")
        .contains("74,150.00", "250,148,300.00", "receipt");
  }

  @Test
  @Order(7)
  void theCheckpointIsExplainedAndItsTilesAreServed() {
    open("/checkpoints");
    assertThat(text("main"))
        .contains("sample.rahdari.example", "The root hash over exactly these leaves", "quorum 1")
        .contains("state-bank.sample.rahdari.example executed every leaf itself");
    assertThat(all("main section:last-of-type tbody tr")).hasSizeGreaterThan(5);
    for (WebElement tile : all("a[href^='/tile/']")) {
      assertThat(fetch(String.valueOf(tile.getDomAttribute("href")))).isEqualTo(200);
    }
  }

  @Test
  @Order(8)
  void aReceiptIsVerifiedAndOneByteLessIsNot() throws Exception {
    byte[] receipt =
        NodeClient.expect(client("lahore-bank").get("/v1/payments/" + newestPayment() + "/receipt"))
            .body();
    Path sound = Files.write(scratch.resolve("sound.tlog-proof"), receipt);
    byte[] bytes = receipt.clone();
    bytes[bytes.length / 2] ^= 1;
    Path altered = Files.write(scratch.resolve("altered.tlog-proof"), bytes);

    open("/verify");
    choose(sound);
    await(page -> !all("#verdict .good").isEmpty());
    assertThat(new Axe().violations(browser)).isEmpty();
    assertThat(text("#verdict"))
        .contains("Verified", "final by 1 of 1", "ConfirmCredit", "it was accepted");
    choose(altered);
    await(page -> !all("#verdict .bad").isEmpty());
    assertThat(text("#verdict")).startsWith("It proves nothing").doesNotContain("ConfirmCredit");
    assertThat(new Axe().violations(browser)).isEmpty();

    open("/verify");
    browser.executeScript(
        "document.getElementById('text').value = arguments[0]", new String(receipt, UTF_8));
    click(By.cssSelector("main form button"));
    await(page -> !all("#verdict .good").isEmpty());
  }

  @Test
  @Order(9)
  void whatIsNotThereIsSaidInsideTheFrame() {
    open("/nothing-here");
    assertThat(text("main")).contains("404", "Not found", "There is no such page.");
    open("/payments/00000000-0000-0000-0000-000000000001");
    assertThat(text("main")).contains("404", "No payment of yours has this id.");
    assertThat(text("header")).contains("Sample Bank of Lahore");
    assertThat(consoleErrors(entry -> !entry.contains("404"))).isEmpty();
  }

  @Test
  @Order(10)
  void itIsInUrduForWhoChoosesUrdu() throws Exception {
    open("/payments?state=settled");
    follow(By.cssSelector("footer a[hreflang=ur]"));
    assertThat(browser.getCurrentUrl()).endsWith("/payments?state=settled");
    WebElement page = browser.findElement(By.tagName("html"));
    assertThat(page.getDomAttribute("lang")).isEqualTo("ur");
    assertThat(page.getDomAttribute("dir")).isEqualTo("rtl");
    assertThat(browser.getTitle()).isEqualTo("ادائیگیاں · راہداری");
    assertThat(text("table.payments tbody tr"))
        .contains("riyadh-remit", "SAR 1,005.00", "تصفیہ شدہ");
    assertThat(all("table.payments tbody tr")).hasSize(2);

    open("/");
    await(shown -> text("#leaves").equals(text("#leaves-final")));
    picture("overview-ur");
    open("/payments/" + newestPayment());
    assertThat(text("#headline")).contains("lahore-bank", "رسید حتمی ہے");
    picture("payment-ur");

    open("/nothing-here");
    assertThat(text("main")).contains("404", "ایسا کوئی صفحہ نہیں ہے۔");
    open("/language?to=en&back=//evil.example");
    assertThat(browser.getCurrentUrl()).isEqualTo(node.url() + "/");
    assertThat(browser.findElement(By.tagName("html")).getDomAttribute("lang")).isEqualTo("en");
  }

  @Test
  @Order(11)
  void noPageBreaksTheRulesOfAccessibility() throws Exception {
    List<String> pages = new ArrayList<>(PAGES);
    pages.add("/payments/" + newestPayment());
    pages.add(account());
    pages.add("/nothing-here");
    assertThat(wrong(pages)).isEmpty();
  }

  /** What is wrong with pages, in each language, colour scheme and width. */
  private List<String> wrong(List<String> pages) throws IOException {
    Axe axe = new Axe();
    List<String> wrong = new ArrayList<>();
    int looks = 0;
    for (String language : List.of("en", "ur")) {
      open("/language?to=" + language);
      for (String page : pages) {
        open(page);
        for (String scheme : List.of("light", "dark")) {
          for (int width : List.of(1280, 390)) {
            colours(scheme);
            window(width, 844);
            looks++;
            look(language + page.replaceAll("[/?]", "-") + "-" + scheme + "-" + width);
            if (overflow() != 0) wrong.add(language + " " + page + " " + width + ": " + beyond());
            for (String each : axe.violations(browser)) {
              wrong.add(language + " " + page + " " + scheme + " " + width + ": " + each);
            }
          }
        }
      }
    }
    colours("light");
    window(1280, 800);
    open("/language?to=en");
    assertThat(looks).isEqualTo(2 * pages.size() * 4);
    return wrong;
  }

  @Test
  @Order(12)
  void everythingOnAPageIsReachedByTabAndShowsThatItIs() {
    open("/payments");
    List<?> wanted =
        (List<?>)
            Objects.requireNonNull(
                browser.executeScript(
                    FOCUSED
                        + "return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]"
                        + ".filter(e => e.type !== 'hidden' && e.offsetParent !== null).map(named)"));
    List<String> reached = new ArrayList<>();
    for (int i = 0; i < wanted.size() + 5; i++) {
      browser.switchTo().activeElement().sendKeys(Keys.TAB);
      Object there =
          browser.executeScript(
              FOCUSED
                  + "const e = document.activeElement; if (e === document.body) return null;"
                  + "const s = getComputedStyle(e);"
                  + "const seen = (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2)"
                  + " || s.boxShadow !== 'none';"
                  + "return seen ? named(e) : 'unseen: ' + named(e)");
      if (there == null) break;
      reached.add(there.toString());
    }
    assertThat(reached.getFirst()).as("the first is the way past the menu").endsWith("#content");
    assertThat(reached).noneMatch(each -> each.startsWith("unseen"));
    assertThat(wanted).hasSizeGreaterThan(15);
    assertThat(reached).containsAll(wanted.stream().map(String::valueOf).toList());
  }

  @Test
  @Order(14)
  void anythingIsFoundByIdNameOrAmount() {
    String payment = newestPayment();
    open("/");
    browser.findElement(By.cssSelector("header .search input")).sendKeys("PKR 74150");
    WebElement page = browser.findElement(By.tagName("html"));
    browser.switchTo().activeElement().sendKeys(Keys.ENTER);
    new WebDriverWait(browser, PATIENCE).until(ExpectedConditions.stalenessOf(page));
    assertThat(browser.getCurrentUrl()).endsWith("/search?q=PKR+74150");
    assertThat(all(".hits li")).hasSize(2);
    assertThat(text(".hits")).contains("riyadh-remit to lahore-bank, PKR 74,150.00, settled");

    for (String asked :
        List.of(payment, payment.substring(0, 8), "74,150.00", "1,005", "SETTLED", "riyadh")) {
      search(asked);
      assertThat(text("main")).as(asked).contains(payment);
    }
    search(payment.substring(0, 8) + "…" + payment.substring(30));
    assertThat(all(".hits li")).hasSize(1);
    for (String none : List.of("74,150.01", "USD 74150", "0000dead", "rejected", "<b>", "%", "'")) {
      search(none);
      assertThat(text("#nothing")).as(none).contains(none);
    }
    search("SSBKPKKA");
    assertThat(text("main")).contains("Institutions");
    search(account().substring("/accounts/".length()));
    assertThat(text("main")).contains("Accounts", "lahore-bank, PKR 250,148,300.00");
    search("3");
    assertThat(text("main")).contains("Leaf 3");
    follow(By.linkText("Leaf 3"));
    assertThat(all("#leaves ~ *, section:has(#leaves) tbody tr")).isNotEmpty();

    open("/accounts");
    follow(By.linkText("history"));
    String transfer =
        String.valueOf(
            browser
                .findElement(By.cssSelector("table.history .code"))
                .getDomAttribute("data-copy"));
    search(transfer);
    assertThat(text("main")).contains("Transfers", transfer);

    // What others have is not found.
    String foreign = Network.firstAccount(1, 1).toString();
    search(foreign);
    assertThat(all(".hits")).isEmpty();
  }

  @Test
  @Order(15)
  void theNetworkIsTold() {
    open("/network");
    assertThat(text("main"))
        .contains("1 of 1 make it final, policy 1", "state-bank.sample.rahdari.example+")
        .contains("No other policy is proposed.", "payments", "charter")
        .contains("Sample Exchange Company of Karachi", "regulator", "BICFI:");
  }

  @Test
  @Order(13)
  void formsAndListsNeedNoScript() throws Exception {
    byte[] receipt =
        NodeClient.expect(client("lahore-bank").get("/v1/payments/" + newestPayment() + "/receipt"))
            .body();
    Path file = Files.write(scratch.resolve("plain.tlog-proof"), receipt);
    ChromeDriver scripted = browser;
    browser = browser(scratch.resolve("plain"), false);
    try {
      // All of a page: without scripts nothing scrolls to what is pressed.
      window(1280, 2400);
      open("/payments");
      signIn(token("lahore-bank"));
      assertThat(browser.findElement(By.tagName("html")).getDomAttribute("data-bs-theme"))
          .as("no script has run")
          .isNull();
      assertThat(all("table.payments tbody tr")).hasSize(2);
      follow(By.linkText("rejected"));
      assertThat(text("main")).contains("No payment is in this state.");
      open("/");
      assertThat(text("#count-settled")).isEqualTo("2");
      browser.findElement(By.cssSelector("header .search input")).sendKeys("riyadh", Keys.ENTER);
      await(shown -> all(".hits li").size() == 4);
      open("/verify");
      browser.findElement(By.id("file")).sendKeys(file.toString());
      follow(By.cssSelector("main form button"));
      assertThat(text("#verdict .good")).contains("Verified");
      follow(By.cssSelector("footer a[hreflang=ur]"));
      assertThat(text("h1")).isEqualTo("رسید کی تصدیق کریں");
      follow(By.cssSelector("header form.who button"));
      assertThat(text("main [role=status]")).isEqualTo("آپ خارج ہو چکے ہیں۔");
    } finally {
      browser.quit();
      browser = scripted;
    }
  }

  @Test
  @Order(16)
  void whatWaitsForTheInstitutionIsOnTop() throws Exception {
    // Without a message in the payee's vault the node does not answer for it.
    Id payment = Id.derived("waits", new Id(1, 2));
    Orders.Done done =
        node.part(Orders.class)
            .order(
                party("karachi-exchange"),
                new InstructPayment(
                    payment,
                    Id.NONE,
                    party("lahore-bank").number(),
                    node.network().asset("PKR").orElseThrow().number(),
                    1_234,
                    Id.NONE,
                    Hash32.sha256(payment.toString().getBytes(UTF_8))));
    assertThat(done.result().accepted()).isTrue();

    open("/");
    await(shown -> all("#waiting li").size() == 1);
    assertThat(text("#waiting"))
        .contains("karachi-exchange pays you PKR 12.34", "since 20", "until 20");
    look("waiting-en");
    open("/language?to=ur");
    open("/");
    assertThat(text("#waiting")).contains("جو آپ کا منتظر ہے", "PKR 12.34");
    look("waiting-ur");
    follow(By.cssSelector("#waiting li a"));
    assertThat(browser.getCurrentUrl()).endsWith("/payments/" + payment);
    open("/language?to=en");
    open("/payments/" + payment);
    assertThat(all(".timeline-steps li")).hasSize(3);
    assertThat(text(".timeline-steps .NOW")).contains("Answer of the payee", "lahore-bank");
    assertThat(text(".timeline-steps .DUE")).contains("Returns by itself", "UTC");
    assertThat(new Axe().violations(browser)).isEmpty();
    look("reserved-en");
  }

  @Test
  @Order(20)
  void nothingScrollsSidewaysOnATelephone() throws Exception {
    String payment = "/payments/" + newestPayment();
    for (int width : List.of(360, 390)) {
      window(width, 844);
      for (String page : PAGES) {
        open(page);
        assertThat(overflow()).as(page).isZero();
      }
      open(payment);
      assertThat(overflow()).as(payment).isZero();
      open("/accounts");
      follow(By.linkText("history"));
      assertThat(overflow()).as("an account's history").isZero();
    }
    picture("phone");
    window(1280, 800);
  }

  @Test
  @Order(21)
  void signingOutEndsIt() throws Exception {
    open("/");
    follow(By.cssSelector("header form button"));
    assertThat(text("main [role=status]")).isEqualTo("You are signed out.");
    for (String language : List.of("ur", "en")) {
      for (String page : List.of("/sign-in?out", "/sign-in?error", "/verify")) {
        open("/language?to=" + language + "&back=" + page);
        assertThat(new Axe().violations(browser)).as(language + " " + page).isEmpty();
        look(language + page.replace('/', '-') + "-out");
      }
    }
    open("/payments");
    assertThat(browser.getTitle()).isEqualTo("Sign in · Rahdari");
    open("/verify");
    assertThat(text("h1")).as("anyone may verify").isEqualTo("Verify a receipt");
  }

  @Test
  @Order(22)
  void supervisorsSeeAll() {
    open("/sign-in");
    signIn(token("regulator"));
    assertThat(text("main")).contains("of all institutions");
    open("/accounts");
    assertThat(text("main")).contains("Sample Bank of New York", "governed by payments");
  }

  @Test
  @Order(23)
  void noPageAskedForAnythingOutsideTheNodeOrComplained() {
    List<String> asked =
        StreamSupport.stream(browser.manage().logs().get(LogType.PERFORMANCE).spliterator(), false)
            .map(entry -> JsonMapper.shared().readTree(entry.getMessage()).path("message"))
            .filter(event -> event.path("method").asString("").equals("Network.requestWillBeSent"))
            .map(event -> event.path("params"))
            // The browser's own first tab asks the browser itself.
            .filter(sent -> !sent.path("documentURL").asString("").startsWith("chrome:"))
            .map(sent -> sent.path("request").path("url").asString(""))
            .toList();
    assertThat(asked).hasSizeGreaterThan(50);
    assertThat(asked).allMatch(url -> url.startsWith(node.url() + "/") || url.startsWith("data:"));
    assertThat(consoleErrors(entry -> !entry.contains("/nothing-here - "))).isEmpty();
  }

  @Test
  @Order(24)
  void thePagesOfPeopleKeepTheRulesOfAccessibility() throws Exception {
    invent("everything", "operator", "approver", "auditor", "administrator");
    invent("nothing-else", "reader");
    String others = propose("lahore-bank-operator", 1);
    String own = propose("everything", 2);
    String rejected = propose("lahore-bank-operator", 3);
    // Passkeys are by the name of a host.
    url = "http://localhost:" + URI.create(node.url()).getPort();

    signInAs("nothing-else");
    open("/trail");
    assertThat(text("main")).contains("403", "This needs the role auditor at your institution.");
    assertThat(wrong(List.of("/trail"))).isEmpty();
    open("/language?to=ur");
    open("/trail");
    assertThat(text("main")).contains("آڈیٹر").doesNotContain("This needs");

    signInAs("everything");
    open("/language?to=ur");
    open("/approvals/" + rejected);
    browser.findElement(By.id("reason")).sendKeys("not today");
    follow(By.cssSelector("#reject button"));
    assertThat(text("#state")).isEqualTo("یہ نامنظور ہوا۔");
    open("/trail?verify=yes");
    assertThat(text("#verdict")).contains("ویسی ہی");
    open("/language?to=en");
    open("/trail?verify=yes");
    assertThat(text("#verdict")).contains("rows of this node are as written");
    assertThat(text("table.trail")).contains("Sample everything", "operator, approver");
    List<String> pages =
        List.of(
            "/approvals",
            "/approvals/new",
            "/approvals/new/licensing/GrantApplication",
            "/approvals/" + others,
            "/approvals/" + own,
            "/approvals/" + rejected,
            "/trail?verify=yes",
            "/me",
            "/me/confirm");
    assertThat(wrong(pages)).isEmpty();

    signOut();
    assertThat(wrong(List.of("/sign-in", "/sign-in?failed", "/sign-in/no-role"))).isEmpty();
    url = node.url();
  }

  @Test
  @Order(25)
  void thePagesOfLicensingKeepTheRulesOfAccessibility() throws Exception {
    new SampleFirm(node).show();
    signOut();
    open("/sign-in");
    signIn(token(SampleFirm.AUTHORITY));
    String firm = "/licensing/firms/" + SampleFirm.CODE;
    String asked = "/licensing/applications/" + SampleFirm.ASKED;
    await(
        shown -> {
          open(asked);
          return text("main").contains("a question is open");
        });
    open(firm);
    assertThat(text("main")).contains("Sample Global Exchange", "suspended", "money of clients");
    List<String> pages =
        List.of(
            "/licensing",
            "/licensing/applications/" + SampleFirm.LICENSED,
            asked,
            firm,
            "/register",
            "/register/firms/" + SampleFirm.CODE);
    assertThat(wrong(pages)).isEmpty();
  }

  // The people

  private void invent(String name, String... roles) {
    node.invented()
        .invent(
            new DevelopmentProvider.Invented(
                name, "Sample " + name, Stream.of(roles).map("lahore-bank:"::concat).toList()));
  }

  /** Cookies are deleted where the browser is. */
  private void signOut() {
    open("/verify");
    browser.manage().deleteAllCookies();
  }

  private void signInAs(String person) {
    signOut();
    open("/sign-in");
    follow(By.id("people"));
    browser.findElement(By.id("username")).sendKeys(person);
    browser.findElement(By.id("password")).sendKeys(node.invented().password(person));
    follow(By.cssSelector("form button"));
    await(shown -> !all("#me").isEmpty());
  }

  private String propose(String person, int number) throws Exception {
    Visitor visitor = new Visitor(node.url());
    visitor.signIn(person, node.invented().password(person));
    long now = System.currentTimeMillis();
    String id = String.format("%08x-%04x-7000-8000-%012x", now >> 16, now & 0xffff, number);
    Visitor.Answer answer =
        visitor.postJson(
            "/v1/proposals",
            visitor.csrf(),
            """
            {"program":"payments","instruction":"FundLiquidity","body":
             {"id":"%s","asset":1,"amountMinor":100}}"""
                .formatted(id));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body()).path("id").asString();
  }

  // The node

  private void remit() throws InterruptedException {
    new Remittance(node, new PrintWriter(new StringWriter())).show();
  }

  private Party party(String code) {
    return node.network().party(code).orElseThrow();
  }

  private NodeClient client(String code) {
    return new NodeClient(node.url(), node.tokenFile(party(code)));
  }

  private String newestPayment() {
    JsonNode page = NodeClient.expect(client("lahore-bank").get("/v1/payments?limit=1")).json();
    return page.path("payments").path(0).path("id").asString();
  }

  private String token(String code) {
    try {
      return Files.readString(node.tokenFile(party(code))).strip();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  // The browser

  private static ChromeDriver browser(Path profile) {
    return browser(profile, true);
  }

  private static ChromeDriver browser(Path profile, boolean scripts) {
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.setCapability("goog:loggingPrefs", logs);
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--lang=en",
        "--user-data-dir=" + profile);
    if (!scripts) {
      options.setExperimentalOption(
          "prefs", Map.of("profile.managed_default_content_settings.javascript", 2));
    }
    // Named, so that Selenium never looks for a driver to download.
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build();
    return new ChromeDriver(service, options);
  }

  private void window(int width, int height) {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
  }

  private void colours(String scheme) {
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", scheme),
                // Colours on their way from one to the other are neither.
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  /** The address of the first account's history. */
  private String account() {
    open("/accounts");
    return String.valueOf(
        browser.findElement(By.cssSelector("table.accounts a")).getDomAttribute("href"));
  }

  private void open(String path) {
    browser.get(url + path);
  }

  private void signIn(String token) {
    browser.findElement(By.id("token")).sendKeys(token);
    follow(By.cssSelector("main form button"));
  }

  private void search(String asked) {
    open("/search?q=" + URLEncoder.encode(asked, UTF_8));
  }

  private void click(By where) {
    browser.findElement(where).click();
  }

  /** Presses what leads to another page, and waits until the browser has left this one. */
  private void follow(By where) {
    WebElement page = browser.findElement(By.tagName("html"));
    click(where);
    new WebDriverWait(browser, PATIENCE).until(ExpectedConditions.stalenessOf(page));
  }

  private void choose(Path file) {
    browser.findElement(By.id("file")).sendKeys(file.toString());
    click(By.cssSelector("main form button"));
  }

  private List<WebElement> all(String css) {
    return browser.findElements(By.cssSelector(css));
  }

  /** What is written there; htmx may replace the element while it is read: then read again. */
  private String text(String css) {
    return new WebDriverWait(browser, PATIENCE)
        .ignoring(StaleElementReferenceException.class)
        .until(page -> page.findElement(By.cssSelector(css)).getText());
  }

  private long number(String css) {
    return Long.parseLong(text(css).replace(",", ""));
  }

  /** htmx replaces elements while they are looked at: then look again. */
  private void await(ExpectedCondition<Boolean> so) {
    new WebDriverWait(browser, PATIENCE).until(ExpectedConditions.refreshed(so));
  }

  private long overflow() {
    Object pixels =
        browser.executeScript(
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    return Long.parseLong(String.valueOf(pixels));
  }

  /** What stands beyond the edges of the window. */
  private String beyond() {
    return String.valueOf(
        browser.executeScript(
            "return [...document.querySelectorAll('body *')].filter(e => {"
                + "const r = e.getBoundingClientRect();"
                + "return r.width && (r.left < -1 || r.right > innerWidth + 1) })"
                + ".slice(0, 5).map(e => e.outerHTML.slice(0, 120)).join(' | ')"));
  }

  private long fetch(String path) {
    Object status =
        browser.executeAsyncScript(
            "const done = arguments[1]; fetch(arguments[0]).then(r => done(r.status))", path);
    return Long.parseLong(String.valueOf(status));
  }

  private List<String> consoleErrors(Predicate<String> which) {
    return StreamSupport.stream(browser.manage().logs().get(LogType.BROWSER).spliterator(), false)
        .map(LogEntry::getMessage)
        .filter(which)
        .toList();
  }

  /** Keeps a picture of every page for who wants to look at them all. */
  private void look(String name) throws IOException {
    if (!Boolean.getBoolean("rahdari.looks")) return;
    Path folder = Files.createDirectories(Path.of("target", "looks"));
    Object width = browser.executeScript("return innerWidth");
    Object height = browser.executeScript("return document.documentElement.scrollHeight");
    window(Integer.parseInt(String.valueOf(width)), Integer.parseInt(String.valueOf(height)));
    Object data =
        browser.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png")).get("data");
    Files.write(folder.resolve(name + ".png"), Base64.getDecoder().decode(String.valueOf(data)));
  }

  /** Keeps what the README shows. */
  private void picture(String name) throws IOException {
    String named = System.getProperty("rahdari.pictures");
    Path folder = named == null ? Path.of("target", "pictures") : Path.of(named);
    Files.createDirectories(folder);
    browser.executeScript("window.scrollTo(0, 0)");
    String base64 =
        (String)
            browser
                .executeCdpCommand("Page.captureScreenshot", Map.of("format", "png"))
                .get("data");
    byte[] png = Base64.getDecoder().decode(base64);
    assertThat(png.length).isLessThan(PICTURE_BYTES_MAX);
    Files.write(folder.resolve(name + ".png"), png);
  }
}
