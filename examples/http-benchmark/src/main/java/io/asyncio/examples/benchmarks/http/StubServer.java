package io.asyncio.examples.benchmarks.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The service that the servers call: answers each request at once, whatever it says. */
final class StubServer {
    private static final ByteBuf ANSWER =
            constant("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n" + "content-length: 4\r\n\r\nstub");
    private static final ByteBuf END_OF_REQUEST = constant("\r\n\r\n");

    private final Channel channel;

    private StubServer(Channel channel) {
        this.channel = channel;
    }

    static StubServer start(ClientThread thread) throws InterruptedException {
        Channel listening = thread.server()
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        accepted.pipeline().addLast(new Answers());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        return new StubServer(listening);
    }

    static ByteBuf constant(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(direct));
    }

    int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    private static final class Answers extends ByteToMessageDecoder {
        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            int end = ByteBufUtil.indexOf(END_OF_REQUEST, in);
            if (end >= 0) {
                in.readerIndex(end + END_OF_REQUEST.readableBytes());
                context.writeAndFlush(ANSWER.duplicate());
            }
        }
    }
}
