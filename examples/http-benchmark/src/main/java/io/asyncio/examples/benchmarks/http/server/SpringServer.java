package io.asyncio.examples.benchmarks.http.server;

import java.io.IOException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

/** A Spring Boot application with one controller: its arguments are the controller's name, then properties. */
@EnableAutoConfiguration
public final class SpringServer {
    private SpringServer() {}

    /** The server's JVM. */
    public static void main(String[] arguments) throws ClassNotFoundException, IOException {
        Class<?> controller = Class.forName(SpringServer.class.getPackageName() + "." + arguments[0]);
        var application = SpringApplication.run(new Class<?>[] {SpringServer.class, controller}, arguments);
        Control.serveAt(
                ((WebServerApplicationContext) application).getWebServer().getPort());
    }
}
