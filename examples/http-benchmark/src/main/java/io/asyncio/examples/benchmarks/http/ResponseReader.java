package io.asyncio.examples.benchmarks.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Finds the ends of HTTP responses that have a length, as all servers here send: enough, and cheap. */
abstract class ResponseReader extends ByteToMessageDecoder {
    private static final ByteBuf END_OF_HEAD = StubServer.constant("\r\n\r\n");
    private static final String LENGTH = "\r\ncontent-length:";

    /** A whole response has arrived. */
    abstract void responded(ChannelHandlerContext context);

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        int start = in.readerIndex();
        int end = ByteBufUtil.indexOf(END_OF_HEAD, in);
        if (end < 0) {
            return;
        }
        int bodyStart = end + END_OF_HEAD.readableBytes();
        int bodyEnd = bodyStart + bodyLength(in.toString(start, bodyStart - start, StandardCharsets.US_ASCII));
        if (bodyEnd <= in.writerIndex()) {
            in.readerIndex(bodyEnd);
            responded(context);
        }
    }

    private static int bodyLength(String head) {
        String lowerCase = head.toLowerCase(Locale.ROOT);
        int length = lowerCase.indexOf(LENGTH);
        if (!head.startsWith("HTTP/1.1 200") || length < 0) {
            throw new IllegalStateException("not the expected response: " + head);
        }
        int from = length + LENGTH.length();
        return Integer.parseInt(head.substring(from, head.indexOf('\r', from)).trim());
    }
}
