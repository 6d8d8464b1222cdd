package io.asyncio.examples.soak;

import java.util.Locale;

/** How values are shown. */
enum Scale {
    BYTES,
    COUNT;

    String format(long value) {
        return this == BYTES
                ? String.format(Locale.ROOT, "%.1f MiB", value / (double) (1 << 20))
                : String.format(Locale.ROOT, "%,d", value);
    }
}
