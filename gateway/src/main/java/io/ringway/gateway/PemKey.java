package io.ringway.gateway;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key as it stands in a file, in one of the three forms that the server reads: PKCS#8 (RFC 7468, section 10), PKCS#1 of
 * RSA (RFC 8017, appendix A.1.2) and SEC 1 of curves (RFC 5915), which openssl and others write unless they are told otherwise.
 */
final class PemKey {
    private static final Pattern PLAIN =
            Pattern.compile("-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

    private static final Pattern ANY = Pattern.compile("-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----");

    private static final String PKCS8 = "PRIVATE KEY";

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

    /** How many bytes of content fit behind a length of one byte, and of three. */
    private static final int SHORT = 0x7f;

    private static final int LONG = 0xffff;

    private final String form;
    private final String base64;

    private PemKey(String form, String base64) {
        this.form = form;
        this.base64 = base64;
    }

    /** The first key of a file that can be read; empty where it has none. */
    static Optional<PemKey> find(String pem) {
        Matcher plain = PLAIN.matcher(pem);
        return plain.find() ? Optional.of(new PemKey(plain.group(1), plain.group(2))) : Optional.empty();
    }

    /** Whether there is a key in a form that cannot be read: one with a passphrase, or of another kind. */
    static boolean isStrange(String pem) {
        return ANY.matcher(pem).find();
    }

    /** @param open of its certificate, which says of what kind it is, as the two older forms do not */
    PrivateKey as(PublicKey open) throws GeneralSecurityException {
        byte[] der = der();
        byte[] pkcs8 = form.equals(PKCS8)
                ? der
                : element(SEQUENCE, VERSION_0, first(content(open.getEncoded())), element(OCTETS, der));
        return KeyFactory.getInstance(open.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    private byte[] der() throws GeneralSecurityException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException cut) {
            throw new GeneralSecurityException("no base64", cut);
        }
    }

    /** Of DER, as are the two below. */
    private static byte[] element(int tag, byte[]... parts) throws GeneralSecurityException {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        if (length > LONG) {
            throw new GeneralSecurityException("longer than any key");
        }
        ByteBuffer out = ByteBuffer.allocate(length + 4).put((byte) tag);
        if (length <= SHORT) {
            out.put((byte) length);
        } else {
            out.put((byte) 0x82).putShort((short) length);
        }
        for (byte[] part : parts) {
            out.put(part);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static byte[] content(byte[] element) {
        int from = start(element);
        return Arrays.copyOfRange(element, from, from + length(element));
    }

    private static byte[] first(byte[] elements) {
        return Arrays.copyOf(elements, start(elements) + length(elements));
    }

    private static int start(byte[] element) {
        return element[1] >= 0 ? 2 : 2 + (element[1] & SHORT);
    }

    private static int length(byte[] element) {
        if (element[1] >= 0) {
            return element[1];
        }
        int length = 0;
        for (int i = 2; i < start(element); i++) {
            length = (length << Byte.SIZE) | (element[i] & 0xff);
        }
        return length;
    }
}
