package io.asyncio.examples.benchmarks.echo;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** A key that its owner signed, for a server on localhost, in the forms that the servers want: of the JDK's TLS, or of OpenSSL. */
public final class TlsKey {
    private final SslProvider provider; // of Netty's context
    private final X509Bundle bundle;

    TlsKey(String tls) throws Exception {
        provider = tls.equals("openssl") ? SslProvider.OPENSSL : SslProvider.JDK;
        bundle = new CertificateBuilder()
                .ecp256()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    boolean isOpenSsl() {
        return provider == SslProvider.OPENSSL;
    }

    SSLContext context() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(bundle.toKeyManagerFactory().getKeyManagers(), null, null);
        return context;
    }

    SslContext nettyContext() throws SSLException {
        return SslContextBuilder.forServer(bundle.getKeyPair().getPrivate(), bundle.getCertificatePath())
                .sslProvider(provider)
                .build();
    }

    /** With the one cipher that all servers have: left to choose, Netty's take AES-128, and the JDK's AES-256. */
    static SslContext clientContext() throws SSLException {
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3")
                .ciphers(List.of("TLS_AES_128_GCM_SHA256"))
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .build();
    }

    String keyPem() {
        return bundle.getPrivateKeyPEM();
    }

    String certificatePem() {
        return bundle.getCertificatePathPEM();
    }
}
