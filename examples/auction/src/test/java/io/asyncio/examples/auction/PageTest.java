package io.asyncio.examples.auction;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.examples.auction.house.Offer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The page in a browser: live, by keyboard, and on a phone. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@EnabledIf(value = "hasBrowser", disabledReason = "needs Debian's packages chromium and chromium-driver")
class PageTest {
    private static final List<Path> BROWSERS = List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/google-chrome"));
    private static final List<Path> DRIVERS = List.of(Path.of("/usr/bin/chromedriver"));

    private static RunningHouse house;
    private static ChromeDriver browser;

    static boolean hasBrowser() {
        return first(BROWSERS).isPresent() && first(DRIVERS).isPresent();
    }

    private static Optional<Path> first(List<Path> programs) {
        return programs.stream().filter(Files::isExecutable).findFirst();
    }

    @BeforeAll
    static void start() {
        house = RunningHouse.start("--auction.keep-ended=2m");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(first(BROWSERS).orElseThrow().toFile());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(first(DRIVERS).orElseThrow().toFile())
                .usingAnyFreePort()
                .build();
        browser = new ChromeDriver(service, options);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.quit();
        }
        house.close();
    }

    @BeforeEach
    void openPage() {
        browser.manage().window().setSize(new Dimension(1280, 900));
        browser.manage().deleteAllCookies();
        browser.get(house.url());
        awaitText("#connection", "live");
    }

    /** Each test begins without auctions. */
    @AfterEach
    void endAuctions() {
        house.clock().putOn(Duration.ofHours(3));
        RunningHouse.awaitThat(
                "all are gone", () -> house.onLoop(() -> house.house().views().isEmpty()));
    }

    private static WebElement find(String selector) {
        return browser.findElement(By.cssSelector(selector));
    }

    private static String textOf(String selector) {
        List<WebElement> found = browser.findElements(By.cssSelector(selector));
        return found.isEmpty()
                ? ""
                : String.valueOf(found.get(0).getDomProperty("textContent")).strip();
    }

    private static void awaitText(String selector, String text) {
        RunningHouse.awaitThat(selector + " says " + text, () -> {
            try {
                return textOf(selector).contains(text);
            } catch (StaleElementReferenceException changed) {
                return false;
            }
        });
    }

    private static Object script(String script, Object... arguments) {
        return ((JavascriptExecutor) browser).executeScript(script, arguments);
    }

    private static void type(CharSequence... keys) {
        browser.switchTo().activeElement().sendKeys(keys);
    }

    private static void tabTo(String selector) {
        for (int i = 0; i < 60; i++) {
            if ((boolean) script("return document.activeElement.matches(arguments[0])", selector)) {
                return;
            }
            type(Keys.TAB);
        }
        throw new AssertionError("the key Tab does not lead to " + selector);
    }

    private void logIn(String name) {
        find("#name").sendKeys(name, Keys.ENTER);
        awaitText("#my-name", name);
    }

    private static void bidOfAnother(UUID auction, String bidder, long cents) {
        house.onLoop(() -> house.house().bid(new Offer(UUID.randomUUID(), auction, bidder, cents)));
    }

    @Test
    void pricesRiseWithoutAReload() {
        UUID auction = house.open("Brass telescope", Duration.ofHours(1));
        awaitText("h2", "Brass telescope");
        assertThat(textOf(".price")).isEqualTo("€10.00");
        assertThat(textOf(".leader")).isEqualTo("No bid yet");
        bidOfAnother(auction, "Ben", 1250);
        awaitText(".price", "€12.50");
        assertThat(textOf(".leader")).isEqualTo("Ben leads · 1 bid");
        assertThat(find(".bid input").getDomProperty("value"))
                .as("what is needed next")
                .isEqualTo("13.50");
    }

    @Test
    void theTimeThatIsLeftRunsDownToTheEnd() {
        UUID auction = house.open("Brass telescope", Duration.ofSeconds(90));
        awaitText(".left", "1:2");
        bidOfAnother(auction, "Ben", 1250);
        house.clock().putOn(Duration.ofSeconds(100));
        awaitText(".left", "Ended");
        awaitText(".leader", "Sold to Ben, for 13.69 USD");
        assertThat(find(".bid").isDisplayed()).isFalse();
    }

    /** Nothing but the keyboard. */
    @Test
    void theKeyboardIsEnough() {
        house.open("Brass telescope", Duration.ofHours(1));
        awaitText("h2", "Brass telescope");
        tabTo("#name");
        type("Ann", Keys.ENTER);
        awaitText("#my-name", "Ann");
        tabTo(".watch");
        assertThat((String) script("return getComputedStyle(document.activeElement).outlineStyle"))
                .as("the focus is visible")
                .isEqualTo("solid");
        type(Keys.SPACE);
        RunningHouse.awaitThat(
                "it is watched", () -> "true".equals(find(".watch").getDomAttribute("aria-pressed")));
        tabTo(".bid input");
        type(Keys.chord(Keys.CONTROL, "a"), "15,50", Keys.ENTER);
        awaitText(".leader", "You lead · 1 bid");
        assertThat(textOf(".price")).isEqualTo("€15.50");
    }

    @Test
    void whoIsOutbidHearsIt() {
        UUID auction = house.open("Brass telescope", Duration.ofHours(1));
        awaitText("h2", "Brass telescope");
        logIn("Ann");
        find(".bid button").click();
        awaitText("#prices[aria-live=polite]", "");
        awaitText(".leader", "You lead");
        bidOfAnother(auction, "Ben", 1250);
        awaitText("#prices[aria-live=polite]", "Brass telescope: €12.50, Ben leads");
    }

    @Test
    void whatIsRefusedIsSaid() {
        house.open("Brass telescope", Duration.ofHours(1));
        awaitText("h2", "Brass telescope");
        find(".bid button").click();
        awaitText("#told[role=alert]", "Please say your name first");
        logIn("Ann");
        find(".bid input").clear();
        find(".bid input").sendKeys("3", Keys.ENTER);
        awaitText("#told[role=alert]", "The next bid has to be 10.00 at least");
    }

    @Test
    void everythingHasAName() {
        house.open("Brass telescope", Duration.ofHours(1));
        awaitText("h2", "Brass telescope");
        logIn("Ann");
        script("document.querySelector('details').open = true");
        for (WebElement each : browser.findElements(By.cssSelector("button, input"))) {
            if (each.isDisplayed()) {
                assertThat(each.getAccessibleName())
                        .as(String.valueOf(each.getDomProperty("outerHTML")))
                        .isNotBlank();
            }
        }
        assertThat(find(".bid input").getAccessibleName()).isEqualTo("Your bid for Brass telescope, in euros");
    }

    @Test
    void textsOfPeopleAreTexts() {
        house.open("<img src=x onerror=document.title='broken'>", Duration.ofHours(1));
        awaitText("h2", "<img src=x");
        assertThat(browser.getTitle()).isEqualTo("The Auction House");
    }

    @Test
    void botsCanBeAdded() {
        assertThat(textOf("#bot-count")).isEqualTo("0");
        find("#more-bots").click();
        awaitText("#bot-count", "1");
        find("#fewer-bots").click();
        awaitText("#bot-count", "0");
    }

    @Test
    void peopleSell() {
        logIn("Ann");
        find("summary").click();
        find("#title").sendKeys("Atlas of the moon", Keys.ENTER);
        awaitText("h2", "Atlas of the moon");
    }

    @Test
    void theWatchedAreShownAlone() {
        house.open("Brass telescope", Duration.ofHours(1));
        house.open("Walnut chess set", Duration.ofHours(2));
        awaitText("li:nth-child(2) h2", "Walnut chess set");
        logIn("Ann");
        find("li:nth-child(2) .watch").click();
        RunningHouse.awaitThat("it is watched", () -> "true"
                .equals(find("li:nth-child(2) .watch").getDomAttribute("aria-pressed")));
        find("[data-filter=watched]").click();
        assertThat(find("li:nth-child(1)").isDisplayed()).isFalse();
        assertThat(find("li:nth-child(2)").isDisplayed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void itFitsAPhoneInEachScheme(String scheme) throws Exception {
        emulate(scheme, 390, 844, true);
        try {
            house.open("A brass telescope with a name that is too long for one line", Duration.ofHours(1));
            UUID chess = house.open("Walnut chess set", Duration.ofSeconds(100));
            bidOfAnother(chess, "Ben", 4200);
            awaitText("li:nth-child(2) h2", "A brass");
            assertThat((long) script("return document.documentElement.scrollWidth"))
                    .as("nothing is wider than the screen")
                    .isLessThanOrEqualTo(390);
            assertThat(find(".bid button").getSize().getHeight())
                    .as("for a thumb")
                    .isGreaterThanOrEqualTo(44);
            assertThat(contrast("body")).isGreaterThanOrEqualTo(4.5);
            assertThat(contrast(".bid button")).isGreaterThanOrEqualTo(4.5);
            keepPicture("phone-" + scheme);
            int minutes = 2;
            for (String title :
                    List.of("Brass telescope", "Red enamel teapot", "Ship in a bottle", "Globe with a dent")) {
                UUID auction = house.open(title, Duration.ofMinutes(minutes += 3));
                bidOfAnother(auction, "Ada (bot 1)", 1000 + 150 * minutes);
                bidOfAnother(auction, "Grace", 1700 + 250 * minutes);
            }
            awaitText("li:nth-child(5) .leader", "2 bids");
            emulate(scheme, 1280, 860, false);
            keepPicture("desktop-" + scheme);
        } finally {
            browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
            browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        }
    }

    private static void emulate(String scheme, int width, int height, boolean phone) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
        Map<String, String> feature = Map.of("name", "prefers-color-scheme", "value", scheme);
        browser.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
    }

    /** Of an element's text against its background, as WCAG defines it. */
    private static double contrast(String selector) {
        return ((Number) script("""
                        const style = getComputedStyle(document.querySelector(arguments[0]));
                        const light = colour => {
                          const parts = colour.match(/[\\d.]+/g).slice(0, 3).map(part => part / 255)
                            .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
                          return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
                        };
                        const both = [light(style.color), light(style.backgroundColor)].sort((a, b) => b - a);
                        return (both[0] + 0.05) / (both[1] + 0.05);
                        """, selector)).doubleValue();
    }

    /** For people to look at. */
    private static void keepPicture(String name) throws Exception {
        Path pictures = Files.createDirectories(Path.of("target", "pictures"));
        Files.write(pictures.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
    }
}
