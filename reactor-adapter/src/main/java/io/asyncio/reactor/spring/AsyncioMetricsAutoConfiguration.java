package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import io.asyncio.reactor.LoopMetrics;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** The metrics of the loops, if the application has Micrometer. */
@AutoConfiguration(after = AsyncioAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnSingleCandidate(Loop.class)
public class AsyncioMetricsAutoConfiguration {
    /** For Spring. */
    public AsyncioMetricsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    LoopMetrics asyncioLoopMetrics(ApplicationLoops loops) {
        LoopGroup group = loops.groupOrNull();
        return group == null ? new LoopMetrics(loops.callers()) : LoopMetrics.of(group);
    }
}
