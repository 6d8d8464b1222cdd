package io.asyncio.view;

import reactor.core.publisher.FluxSink;

/** A subscriber of {@link LoopFeed#messages()}. */
final class FluxViewer implements Viewer {
    private final FluxSink<String> sink;

    FluxViewer(FluxSink<String> sink) {
        this.sink = sink;
    }

    @Override
    public boolean offer(String message) {
        if (sink.requestedFromDownstream() == 0) {
            return false;
        }
        sink.next(message);
        return true;
    }

    @Override
    public void ended() {
        sink.complete();
    }
}
