package io.asyncio.examples.benchmarks.echo;

import io.asyncio.examples.benchmarks.VirtualThreads;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ServerSocketFactory;

/** Blocking sockets, a virtual thread for each connection, on the JDK's default scheduler. */
final class VirtualThreadEcho implements EchoServer {
    private ServerSocket listening;

    @Override
    public int start(TlsKey key) throws Exception {
        ServerSocketFactory factory =
                key == null ? ServerSocketFactory.getDefault() : key.context().getServerSocketFactory();
        listening = factory.createServerSocket(0, 1024, InetAddress.getByName("127.0.0.1"));
        VirtualThreads.start(this::acceptAll);
        return listening.getLocalPort();
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = listening.accept();
                socket.setTcpNoDelay(true);
                VirtualThreads.start(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // the client has gone
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
