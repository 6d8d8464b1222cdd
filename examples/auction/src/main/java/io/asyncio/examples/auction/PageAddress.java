package io.asyncio.examples.auction;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Where the application is, which only the web server knows if the port was left to the system. */
@Component
public class PageAddress {
    private static final Logger LOG = LoggerFactory.getLogger(PageAddress.class);

    private volatile int port;

    @EventListener
    void listening(WebServerInitializedEvent event) {
        port = event.getWebServer().getPort();
        LOG.info("Open {}", url());
    }

    public String url() {
        return "http://localhost:" + port;
    }
}
