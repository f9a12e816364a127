package org.rahdari.node;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.rahdari.iso20022.AccountId;
import org.rahdari.iso20022.AgentId;
import org.rahdari.iso20022.Amount;
import org.rahdari.iso20022.CreditTransferWriter;
import org.rahdari.iso20022.CustomerCreditTransfer;
import org.rahdari.iso20022.PaymentIds;

/**
 * A pacs.008 between institutions of the sample network, to send as it is or with one thing
 * changed.
 */
record Payment008(
    String msgId,
    List<AgentId> from,
    List<AgentId> to,
    Amount settlement,
    @Nullable Amount instructed,
    @Nullable BigDecimal rate) {
  static final AgentId LAHORE = AgentId.bic("SLHRPKKA");
  static final AgentId KARACHI = AgentId.bic("SKXCPKKA");
  static final AgentId RIYADH = AgentId.bic("SRRHSARI");

  /** In one asset, from the bank of Lahore to the exchange of Karachi. */
  static Payment008 domestic(String msgId, long minor) {
    return new Payment008(
        msgId, List.of(LAHORE), List.of(KARACHI), new Amount("PKR", minor), null, null);
  }

  /** Across two, from the remittance house of Riyadh to the bank of Lahore. */
  static Payment008 exchanged(String msgId, long sarMinor, long pkrMinor, String rate) {
    return new Payment008(
        msgId,
        List.of(RIYADH),
        List.of(LAHORE),
        new Amount("PKR", pkrMinor),
        new Amount("SAR", sarMinor),
        new BigDecimal(rate));
  }

  Payment008 from(AgentId... agents) {
    return new Payment008(msgId, List.of(agents), to, settlement, instructed, rate);
  }

  Payment008 to(AgentId... agents) {
    return new Payment008(msgId, from, List.of(agents), settlement, instructed, rate);
  }

  Payment008 of(Amount amount) {
    return new Payment008(msgId, from, to, amount, instructed, rate);
  }

  byte[] xml() {
    return CreditTransferWriter.write(
        new CustomerCreditTransfer(
            CreditTransferWriter.MESSAGE_NAME,
            msgId,
            "2026-11-23T09:00:00Z",
            "CLRG",
            from,
            to,
            new PaymentIds(null, "E2E-" + msgId, null, uetr().toString()),
            settlement,
            LocalDate.of(2026, 11, 23),
            instructed,
            rate,
            "SHAR",
            new org.rahdari.iso20022.Party("Imran Sample", AccountId.other("1001")),
            from,
            to,
            new org.rahdari.iso20022.Party("Ayesha Sample", AccountId.other("2002")),
            null));
  }

  /** Version 4, and the same for the same message id. */
  private UUID uetr() {
    UUID made = UUID.nameUUIDFromBytes(msgId.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return new UUID(
        made.getMostSignificantBits() & ~0xf000L | 0x4000L, made.getLeastSignificantBits());
  }
}
