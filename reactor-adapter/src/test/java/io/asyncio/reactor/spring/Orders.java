package io.asyncio.reactor.spring;

import io.asyncio.Coroutine;
import io.asyncio.Future;
import io.asyncio.Task;
import io.asyncio.VoidCoroutine;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.function.Supplier;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import reactor.core.publisher.Mono;

/** Transactional methods that do what they are given. */
@Transactional
class Orders {
    /** By the annotation of the class. */
    void required(VoidCoroutine body) throws Exception {
        body.run();
    }

    <T> T get(Coroutine<T> body) throws Exception {
        return body.await();
    }

    @Transactional(propagation = Propagation.REQUIRES_NEW)
    void requiresNew(VoidCoroutine body) throws Exception {
        body.run();
    }

    @Transactional(propagation = Propagation.NOT_SUPPORTED)
    void notSupported(VoidCoroutine body) throws Exception {
        body.run();
    }

    @Transactional(propagation = Propagation.SUPPORTS)
    void supports(VoidCoroutine body) throws Exception {
        body.run();
    }

    @Transactional(propagation = Propagation.MANDATORY)
    void mandatory(VoidCoroutine body) throws Exception {
        body.run();
    }

    @Transactional(propagation = Propagation.NEVER)
    void never(VoidCoroutine body) throws Exception {
        body.run();
    }

    @Transactional(propagation = Propagation.NESTED)
    void nested(VoidCoroutine body) throws Exception {
        body.run();
    }

    @Transactional(rollbackFor = IOException.class)
    void rollingBackForIo(VoidCoroutine body) throws Exception {
        body.run();
    }

    @Transactional(noRollbackFor = IllegalStateException.class)
    void committingForIllegalState(VoidCoroutine body) throws Exception {
        body.run();
    }

    @Transactional(rollbackFor = IOException.class, noRollbackFor = FileNotFoundException.class)
    Task<?> taskWithRules(Supplier<Task<?>> body) {
        return body.get();
    }

    @Transactional(timeout = 2)
    void within2Seconds(VoidCoroutine body) throws Exception {
        body.run();
    }

    @Transactional(readOnly = true, isolation = Isolation.SERIALIZABLE)
    <T> T readOnlyAndSerializable(Coroutine<T> body) throws Exception {
        return body.await();
    }

    @InTransaction
    void byMetaAnnotation(VoidCoroutine body) throws Exception {
        body.run();
    }

    <T> Task<T> task(Supplier<Task<T>> body) {
        return body.get();
    }

    Future<?> future(Supplier<Future<?>> body) {
        return body.get();
    }

    <T> Mono<T> mono(Mono<T> body) {
        return body;
    }

    @Transactional(propagation = Propagation.MANDATORY)
    @Retention(RetentionPolicy.RUNTIME)
    @interface InTransaction {}
}
