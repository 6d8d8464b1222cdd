package io.asyncio.examples.auction.web;

import org.jspecify.annotations.Nullable;
import org.springframework.web.server.WebSession;

/** Who a session belongs to. */
final class Bidder {
    private static final String NAME = "bidder";

    private Bidder() {}

    static @Nullable String orNull(WebSession session) {
        return session.getAttribute(NAME);
    }

    static String of(WebSession session) {
        String name = orNull(session);
        if (name == null) {
            throw new NotLoggedInException();
        }
        return name;
    }

    static void set(WebSession session, String name) {
        session.getAttributes().put(NAME, name);
    }
}
