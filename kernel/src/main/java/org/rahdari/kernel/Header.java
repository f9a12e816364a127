package org.rahdari.kernel;

import org.rahdari.codec.Codec;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.codec.Numbered;

/**
 * What a party signs.
 *
 * @param version of this form: 1
 * @param network the SHA-256 of the network's genesis
 * @param party who signs
 * @param key the number of the key among the party's
 * @param id chosen by the signer, unique among its envelopes
 * @param validUntilMillis ledger time after which it has no effect
 * @param content what the payload holds
 * @param items how many, 1 to {@link Kernel#ITEMS_PER_ENVELOPE_MAX}
 * @param payload the SHA-256 of the payload
 */
public record Header(
    int version,
    Hash32 network,
    int party,
    int key,
    Id id,
    long validUntilMillis,
    Content content,
    int items,
    Hash32 payload) {

  /** The version that this kernel writes and reads. */
  public static final int VERSION = 1;

  static final Codec<Header> CODEC = Codec.of(Header.class);

  /** What a payload holds. */
  public enum Content implements Numbered {
    /** Records of {@link org.rahdari.ledger.Transfer}, one after the other. */
    TRANSFERS(1),
    /** Instructions of programs, each after its length in four bytes; see {@link Catalogue}. */
    INSTRUCTIONS(2);

    private final int number;

    Content(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }
  }
}
