package org.rahdari.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A transfer where it stands in an envelope's bytes: reads the fields of {@link Transfer}. */
final class TransferView {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes = {};
  private int offset;

  /** Moves on to the 128 bytes at an offset. */
  void at(byte[] bytes, int offset) {
    this.bytes = bytes;
    this.offset = offset;
  }

  /** Whether the transfer there is linked to the one that follows. */
  static boolean linked(byte[] bytes, int offset) {
    return ((int) INT.get(bytes, offset + Transfer.FLAGS_OFFSET) & TransferFlag.LINKED) != 0;
  }

  /** Whether the bytes behind the fields are zero, as they have to be. */
  static boolean padded(byte[] bytes, int offset) {
    int from = offset + Transfer.PADDING_OFFSET;
    return ((long) LONG.get(bytes, from) | (long) LONG.get(bytes, from + 8)) == 0;
  }

  private long word(int at) {
    return (long) LONG.get(bytes, offset + at);
  }

  private int half(int at) {
    return (int) INT.get(bytes, offset + at);
  }

  long idHigh() {
    return word(0);
  }

  long idLow() {
    return word(8);
  }

  /** Whether the id has the form of {@link org.rahdari.codec.Id#derived}. */
  boolean idDerived() {
    return (idHigh() & 0xf000L) == 0x8000L && idLow() >>> 62 == 2;
  }

  long debitHigh() {
    return word(16);
  }

  long debitLow() {
    return word(24);
  }

  long creditHigh() {
    return word(32);
  }

  long creditLow() {
    return word(40);
  }

  long pendingIdHigh() {
    return word(48);
  }

  long pendingIdLow() {
    return word(56);
  }

  boolean hasPendingId() {
    return (pendingIdHigh() | pendingIdLow()) != 0;
  }

  long userData128High() {
    return word(64);
  }

  long userData128Low() {
    return word(72);
  }

  long amountMinor() {
    return word(80);
  }

  long userData64() {
    return word(88);
  }

  int timeoutSeconds() {
    return half(96);
  }

  int code() {
    return half(100);
  }

  /** Without {@link TransferFlag#LINKED}, which is about the envelope and not the transfer. */
  int flags() {
    return half(Transfer.FLAGS_OFFSET) & ~TransferFlag.LINKED;
  }

  int userData32() {
    return half(108);
  }
}
