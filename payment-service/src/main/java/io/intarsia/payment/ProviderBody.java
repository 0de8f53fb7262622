package io.intarsia.payment;

import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;

/**
 * A form that is overwritten when it was sent. The JDK's HTTP client keeps the last request of a connection for as long as the connection is kept, and its own bodies keep their
 * bytes: the card of the last shopper of the day would be in memory all night.
 */
final class ProviderBody implements BodyPublisher, AutoCloseable {
    private final byte[] form;

    ProviderBody(String form) {
        this.form = form.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public long contentLength() {
        return form.length;
    }

    /** As often as the client begins anew, on another connection. */
    @Override
    public void subscribe(Subscriber<? super ByteBuffer> client) {
        client.onSubscribe(new Subscription() {
            private boolean over;

            @Override
            public void request(long parts) {
                if (over) {
                    return;
                }
                over = true;
                if (parts <= 0) {
                    client.onError(new IllegalArgumentException("Asked for " + parts + " parts"));
                    return;
                }
                client.onNext(ByteBuffer.wrap(form).asReadOnlyBuffer());
                client.onComplete();
            }

            @Override
            public void cancel() {
                over = true;
            }
        });
    }

    @Override
    public void close() {
        Arrays.fill(form, (byte) 0);
    }
}
