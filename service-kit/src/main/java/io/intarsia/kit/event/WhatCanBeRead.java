package io.intarsia.kit.event;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.WriteListener;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Hands on to the broker's client only what it can read. At a message whose headers it cannot, or whose body is too large for it, it gives up the connection, and the broker delivers that message again, first of
 * all: whoever may publish one event could stop, by one message, everybody who listens to it. Here such a message arrives without headers and body, is no event, and goes to the dead letters.
 */
final class WhatCanBeRead extends ConnectionFactory {
    /** An event has no body at all. */
    private static final long LARGEST_BODY = 64 * 1024;

    /** Class, weight and size of the body; the headers follow. */
    private static final int BEFORE_THE_HEADERS = 12;

    private static final int SIZE_AT = 4;

    @Override
    protected synchronized FrameHandlerFactory createFrameHandlerFactory() throws IOException {
        FrameHandlerFactory factory = super.createFrameHandlerFactory();
        return (address, name) -> new Sieve(factory.create(address, name));
    }

    /** Read by one thread, that of the connection. */
    private static final class Sieve implements FrameHandler {
        private final FrameHandler wire;
        private final Map<Integer, Long> bodyToSkip = new HashMap<>();

        private Sieve(FrameHandler wire) {
            this.wire = wire;
        }

        @Override
        public Frame readFrame() throws IOException {
            Frame frame = wire.readFrame();
            while (frame != null && isSkipped(frame)) {
                frame = wire.readFrame();
            }
            return frame == null || frame.getType() != AMQP.FRAME_HEADER ? frame : readable(frame);
        }

        private boolean isSkipped(Frame frame) {
            Long left = frame.getType() == AMQP.FRAME_BODY ? bodyToSkip.get(frame.getChannel()) : null;
            if (left == null) {
                return false;
            }
            long after = left - frame.getPayload().length;
            if (after > 0) {
                bodyToSkip.put(frame.getChannel(), after);
            } else {
                bodyToSkip.remove(frame.getChannel());
            }
            return true;
        }

        private Frame readable(Frame header) {
            ByteBuffer written = ByteBuffer.wrap(header.getPayload());
            long size = written.getLong(SIZE_AT);
            if (size >= 0 && size <= LARGEST_BODY && canBeRead(header)) {
                return header;
            }
            if (size != 0) {
                bodyToSkip.put(header.getChannel(), size);
            }
            byte[] bare = new byte[BEFORE_THE_HEADERS + 2];
            written.get(bare, 0, SIZE_AT);
            return new Frame(AMQP.FRAME_HEADER, header.getChannel(), bare);
        }

        private static boolean canBeRead(Frame header) {
            try {
                AMQImpl.readContentHeaderFrom(
                        new Frame(header.getType(), header.getChannel(), header.getPayload()).getInputStream());
                return true;
            } catch (IOException | RuntimeException e) {
                return false;
            }
        }

        @Override
        public boolean internalHearbeat() {
            return wire.internalHearbeat();
        }

        @Override
        public void setTimeout(int millis) throws SocketException {
            wire.setTimeout(millis);
        }

        @Override
        public int getTimeout() throws SocketException {
            return wire.getTimeout();
        }

        @Override
        public void sendHeader() throws IOException {
            wire.sendHeader();
        }

        @Override
        public void initialize(AMQConnection connection) {
            wire.initialize(connection);
        }

        @Override
        public void finishConnectionNegotiation() {
            wire.finishConnectionNegotiation();
        }

        @Override
        public void setFrameMax(int most) {
            wire.setFrameMax(most);
        }

        @Override
        public void writeFrame(Frame frame) throws IOException {
            wire.writeFrame(frame);
        }

        @Override
        public void flush(WriteListener listener) throws IOException {
            wire.flush(listener);
        }

        @Override
        public void close() {
            wire.close();
        }

        @Override
        public InetAddress getLocalAddress() {
            return wire.getLocalAddress();
        }

        @Override
        public int getLocalPort() {
            return wire.getLocalPort();
        }

        @Override
        public InetAddress getAddress() {
            return wire.getAddress();
        }

        @Override
        public int getPort() {
            return wire.getPort();
        }
    }
}
