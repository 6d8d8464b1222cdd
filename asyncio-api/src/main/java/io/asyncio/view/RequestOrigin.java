package io.asyncio.view;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request comes from this view's page, and not from a page of somebody else's in the same browser. A name that
 * somebody else has made to mean this machine (DNS rebinding) shows in the header {@code Host}.
 */
final class RequestOrigin {
    private static final Pattern PORT = Pattern.compile(":\\d+$");
    private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+|\\[[0-9a-f:.]+]");

    private final String ownName;

    RequestOrigin(String ownName) {
        this.ownName = ownName.toLowerCase(Locale.ROOT);
    }

    /** An address, localhost, or the name that the view was told. */
    boolean isAllowedHost(@Nullable String host) {
        if (host == null) {
            return false;
        }
        String name = PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
        return name.equals("localhost")
                || name.equals(ownName)
                || ADDRESS.matcher(name).matches();
    }

    /** {@code origin} is what a browser says of the page that asks; null if it says nothing. */
    static boolean isSame(@Nullable String origin, @Nullable String host) {
        return origin == null || origin.equalsIgnoreCase("http://" + host);
    }
}
