package io.ringway.gateway.push;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;

/** Keys on the curve P-256, as Web Push writes them: points uncompressed, numbers as they are. Any thread. */
final class P256 {
    /** Of a point: a 4, and two numbers. */
    static final int POINT_BYTES = 65;

    static final int NUMBER_BYTES = 32;

    private static final String NAME = "secp256r1";
    private static final byte UNCOMPRESSED = 4;
    private static final ECParameterSpec CURVE = curve();

    private P256() {}

    private static ECParameterSpec curve() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(NAME));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has P-256", impossible);
        }
    }

    static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(NAME));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK makes keys on P-256", impossible);
        }
    }

    /** @throws IllegalArgumentException where the bytes are no point of the curve */
    static ECPublicKey publicKey(byte[] point) {
        if (point.length != POINT_BYTES || point[0] != UNCOMPRESSED) {
            throw new IllegalArgumentException("a key has " + POINT_BYTES + " bytes, of which the first is a 4");
        }
        BigInteger x = new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + NUMBER_BYTES));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(point, 1 + NUMBER_BYTES, POINT_BYTES));
        if (!isOnCurve(x, y)) {
            throw new IllegalArgumentException("a key has to be a point of the curve P-256");
        }
        try {
            return (ECPublicKey)
                    KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), CURVE));
        } catch (GeneralSecurityException refused) {
            throw new IllegalArgumentException("no key of the curve P-256", refused);
        }
    }

    /** A point beside the curve, agreed upon with, would tell of the private key; this one is used once, and still. */
    private static boolean isOnCurve(BigInteger x, BigInteger y) {
        BigInteger p = ((ECFieldFp) CURVE.getCurve().getField()).getP();
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
            return false;
        }
        BigInteger right = x.pow(3)
                .add(CURVE.getCurve().getA().multiply(x))
                .add(CURVE.getCurve().getB())
                .mod(p);
        return y.pow(2).mod(p).equals(right);
    }

    /** @throws IllegalArgumentException where the bytes are no private key */
    static ECPrivateKey privateKey(byte[] number) {
        BigInteger s = new BigInteger(1, number);
        if (number.length != NUMBER_BYTES || s.signum() == 0 || s.compareTo(CURVE.getOrder()) >= 0) {
            throw new IllegalArgumentException(
                    "a private key is a number of " + NUMBER_BYTES + " bytes in the curve's range");
        }
        try {
            return (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(s, CURVE));
        } catch (GeneralSecurityException refused) {
            throw new IllegalArgumentException("no private key of the curve P-256", refused);
        }
    }

    static byte[] bytes(ECPublicKey key) {
        byte[] point = new byte[POINT_BYTES];
        point[0] = UNCOMPRESSED;
        put(key.getW().getAffineX(), point, 1);
        put(key.getW().getAffineY(), point, 1 + NUMBER_BYTES);
        return point;
    }

    static byte[] bytes(ECPrivateKey key) {
        byte[] number = new byte[NUMBER_BYTES];
        put(key.getS(), number, 0);
        return number;
    }

    private static void put(BigInteger number, byte[] into, int at) {
        byte[] bytes = number.toByteArray();
        int skip = Math.max(0, bytes.length - NUMBER_BYTES);
        int length = bytes.length - skip;
        System.arraycopy(bytes, skip, into, at + NUMBER_BYTES - length, length);
    }

    /** What both ends of a key exchange come to. */
    static byte[] agree(PrivateKey own, ECPublicKey other) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(own);
        agreement.doPhase(other, true);
        return agreement.generateSecret();
    }
}
