package io.asyncio.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The page of one feed. Each copy of it runs its own script only; a copy that may cancel has the feed's token. */
final class PageText {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 16;
    private static final String NONCE = "@nonce@";
    private static final String TOKEN = "@token@";

    private final String text = read();
    private final String token;

    PageText(boolean mayCancel) {
        this.token = mayCancel ? newSecret() : "";
    }

    private static String read() {
        try (InputStream page = PageText.class.getResourceAsStream("view.html")) {
            if (page == null) {
                throw new IllegalStateException("The jar of asyncio-api lacks its page, view.html");
            }
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String newSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }

    String html() {
        return text.replace(NONCE, newSecret()).replace(TOKEN, token);
    }

    boolean hasToken(@Nullable String given) {
        return given != null
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }
}
