package org.rahdari.fuzz;

import java.util.Arrays;
import java.util.List;

/**
 * A decoder, and the laws that it is held to.
 *
 * @param name as the command line names it
 * @param seeds valid inputs, from which the fuzzing begins
 * @param decoder is given any bytes
 */
public record Target(String name, Seeds seeds, Decoder decoder) {

  /** Makes valid inputs, the same ones each time. */
  public interface Seeds {
    List<byte[]> make() throws Exception;
  }

  /** Reads bytes, and says whether it took them. Whatever it throws is a finding. */
  public interface Decoder {
    boolean takes(byte[] bytes) throws Exception;
  }

  /** Reads a value. */
  public interface Reading<T> {
    T read(byte[] bytes) throws Exception;
  }

  /** Writes a value. */
  public interface Writing<T> {
    byte[] write(T value) throws Exception;
  }

  /**
   * The law of most decoders: bytes are refused by the one declared exception, or written back as
   * they were.
   */
  public static <T> Decoder canonical(
      Class<? extends Exception> refusal, Reading<T> reading, Writing<T> writing) {
    return bytes -> {
      T value;
      try {
        value = reading.read(bytes.clone());
      } catch (Exception e) {
        if (refusal.isInstance(e)) return false;
        throw e;
      }
      same(bytes, writing.write(value), "what was read is not written back as it was");
      return true;
    };
  }

  /** Both are the same bytes, or the law is broken. */
  public static void same(byte[] expected, byte[] found, String otherwise) {
    require(Arrays.equals(expected, found), otherwise);
  }

  /** It holds, or the law is broken. */
  public static void require(boolean holds, String otherwise) {
    if (!holds) throw new BrokenLaw(otherwise);
  }
}
