package io.asyncio.view;

import java.util.List;

/**
 * Writes JSON. What HTML or JavaScript could take for more than text is escaped, too: names of tasks are what users of the
 * program have typed.
 */
final class JsonText {
    private static final char FIRST_PRINTABLE = 0x20;
    private static final char LINE_SEPARATOR = 0x2028;
    private static final char PARAGRAPH_SEPARATOR = 0x2029;

    private static final int HEX_BITS = 4;
    private static final int HEX_MASK = 0xf;

    private final StringBuilder text = new StringBuilder(1024);
    private boolean needsComma;

    JsonText beginObject() {
        return open('{');
    }

    JsonText endObject() {
        return close('}');
    }

    JsonText beginArray() {
        return open('[');
    }

    JsonText endArray() {
        return close(']');
    }

    JsonText name(String name) {
        value(name);
        text.append(':');
        needsComma = false;
        return this;
    }

    JsonText value(long number) {
        separate();
        text.append(number);
        return this;
    }

    JsonText value(boolean value) {
        separate();
        text.append(value);
        return this;
    }

    JsonText value(String value) {
        separate();
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            append(value.charAt(i));
        }
        text.append('"');
        return this;
    }

    JsonText values(List<String> values) {
        beginArray();
        values.forEach(this::value);
        return endArray();
    }

    private void append(char c) {
        if (c == '"' || c == '\\') {
            text.append('\\').append(c);
        } else if (c < FIRST_PRINTABLE
                || c == '<'
                || c == '>'
                || c == '&'
                || c == LINE_SEPARATOR
                || c == PARAGRAPH_SEPARATOR
                || Character.isSurrogate(c)) {
            appendEscaped(c);
        } else {
            text.append(c);
        }
    }

    private void appendEscaped(char c) {
        text.append("\\u");
        for (int shift = Character.SIZE - HEX_BITS; shift >= 0; shift -= HEX_BITS) {
            text.append(Character.forDigit((c >> shift) & HEX_MASK, HEX_MASK + 1));
        }
    }

    private void separate() {
        if (needsComma) {
            text.append(',');
        }
        needsComma = true;
    }

    private JsonText open(char bracket) {
        separate();
        text.append(bracket);
        needsComma = false;
        return this;
    }

    private JsonText close(char bracket) {
        text.append(bracket);
        needsComma = true;
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
