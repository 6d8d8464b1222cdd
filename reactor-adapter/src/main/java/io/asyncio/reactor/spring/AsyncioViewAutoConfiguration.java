package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The live view of the loops, which costs nothing while nobody looks. */
@AutoConfiguration(after = AsyncioAutoConfiguration.class)
public class AsyncioViewAutoConfiguration {
    /** For Spring. */
    public AsyncioViewAutoConfiguration() {}

    @Bean
    LiveView asyncioLiveView(Map<String, Loop> loops, Map<String, LoopGroup> groups, AsyncioProperties properties) {
        return new LiveView(loops, groups, properties.view());
    }
}
