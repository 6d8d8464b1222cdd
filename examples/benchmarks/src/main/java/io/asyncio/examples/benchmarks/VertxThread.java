package io.asyncio.examples.benchmarks;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Vert.x's virtual-thread context: each task a virtual thread, one runs at a time, {@code Future.await} suspends. */
@State(Scope.Benchmark)
public class VertxThread {
    private Vertx vertx;
    Context context;

    @Setup
    public void deploy() {
        vertx = Vertx.vertx();
        VerticleBase verticle = new VerticleBase() {
            @Override
            public Future<?> start() {
                VertxThread.this.context = context;
                return Future.succeededFuture();
            }
        };
        vertx.deployVerticle(verticle, new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @TearDown
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Runs a task, and blocks until it has ended. */
    <T> T run(Callable<T> body) {
        CompletableFuture<T> result = new CompletableFuture<>();
        context.runOnContext(start -> {
            try {
                result.complete(body.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result.join();
    }
}
