package io.intarsia.attacks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP as it is on the wire, so that anything can be sent that a client library would put right. */
final class RawHttp {
    private static final int PATIENCE_MILLIS = 12_000;
    private static final int SHORT_PATIENCE_MILLIS = 2_000;
    private static final Pattern STATUS = Pattern.compile("^HTTP/1\\.[01] (\\d{3})");

    private RawHttp() {}

    /** @param status 0 if the connection was closed without an answer, -1 if there was none in time */
    record Answer(int status, String head, String body) {
        String header(String name) {
            Matcher line = Pattern.compile("(?im)^" + Pattern.quote(name) + ": *(.*?)\\r?$")
                    .matcher(head);
            return line.find() ? line.group(1) : "";
        }

        boolean isHtml() {
            return header("Content-Type").toLowerCase(Locale.ROOT).startsWith("text/html");
        }
    }

    static Answer send(String address, byte[] request) {
        return send(address, request, PATIENCE_MILLIS);
    }

    /** Where more is awaited than was sent, nothing else comes. */
    static Answer sendUnfinished(String address, byte[] request) {
        return send(address, request, SHORT_PATIENCE_MILLIS);
    }

    private static Answer send(String address, byte[] request, int patienceMillis) {
        URI to = URI.create(address);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(to.getHost(), to.getPort()), 2_000);
            socket.setSoTimeout(patienceMillis);
            try {
                socket.getOutputStream().write(request);
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // It has said no before it was told everything: the answer is there to be read.
            }
            return read(socket);
        } catch (SocketTimeoutException e) {
            return new Answer(-1, "", "");
        } catch (IOException e) {
            return new Answer(0, "", "");
        }
    }

    private static Answer read(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[8192];
        try {
            for (int read; (read = socket.getInputStream().read(some)) > 0; ) {
                all.write(some, 0, read);
            }
        } catch (SocketTimeoutException e) {
            if (all.size() == 0) {
                throw e;
            }
        } catch (IOException e) {
            // What came before the connection broke may be a whole answer.
        }
        String text = all.toString(StandardCharsets.ISO_8859_1);
        Matcher status = STATUS.matcher(text);
        if (!status.find()) {
            return new Answer(0, "", text);
        }
        int end = text.indexOf("\r\n\r\n");
        return new Answer(
                Integer.parseInt(status.group(1)),
                end < 0 ? text : text.substring(0, end),
                end < 0
                        ? ""
                        : new String(
                                text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }
}
