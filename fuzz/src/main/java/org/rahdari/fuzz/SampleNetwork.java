package org.rahdari.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.rahdari.codec.Hash32;
import org.rahdari.codec.Id;
import org.rahdari.kernel.Core;
import org.rahdari.kernel.Entry;
import org.rahdari.kernel.Envelope;
import org.rahdari.kernel.Execution;
import org.rahdari.kernel.Header;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.SigningKey;
import org.rahdari.ledger.Transfer;
import org.rahdari.node.DataFolder;
import org.rahdari.payments.Instructions;
import org.rahdari.platform.Keyring;
import org.rahdari.platform.Network;
import org.rahdari.program.Party;

/** The demo's network with keys that are always the same, and what its parties might sign. */
public final class SampleNetwork {
  private static final long TIME_MILLIS = 1_750_000_000_000L;
  private static final int RUPEES = 1;

  private static final DataFolder FOLDER = found();
  static final Network NETWORK = FOLDER.network();
  static final Keyring KEYS = FOLDER.keys();

  private static final Id MINT = new Id(1, 1);
  private static final Id PURSE = new Id(1, 2);
  private static final Party CENTRAL_BANK = NETWORK.party(1);
  private static final Party BANK = NETWORK.party(2);

  private SampleNetwork() {}

  private static DataFolder found() {
    try {
      Path folder = Scratch.empty("sample-network");
      writeKeys(Files.createDirectories(folder.resolve("keys")));
      return DataFolder.open(folder, description());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Before the keyring makes random ones. */
  private static void writeKeys(Path folder) throws IOException {
    for (String code :
        List.of(
            "state-bank",
            "lahore-bank",
            "riyadh-remit",
            "newyork-bank",
            "karachi-exchange",
            "regulator",
            "global-exchange",
            "securities-commission",
            "revenue-board",
            "monitoring-unit",
            "insolvency-trust")) {
      for (String name :
          List.of(
              Network.signingKey(code),
              Network.validatorKey(code),
              code + ".token",
              code + ".keys-token")) {
        byte[] seed = name.getBytes(StandardCharsets.UTF_8);
        Files.writeString(folder.resolve(name), Hash32.sha256(seed) + "\n");
      }
    }
  }

  /** As its founders wrote it down. */
  static byte[] description() throws IOException {
    try (InputStream in = DataFolder.class.getResourceAsStream("sample-network.json")) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  /** A kernel at the network's start. */
  public static Kernel kernel() {
    return FOLDER.freshKernel();
  }

  /** Opens two accounts, and moves money between them in each way that there is. */
  public static List<byte[]> envelopes() {
    return List.of(
        instructions(CENTRAL_BANK, new Core.OpenAccount(MINT, RUPEES, 0, 0)),
        instructions(BANK, new Core.OpenAccount(PURSE, RUPEES, 7, 1)),
        transfers(
            CENTRAL_BANK,
            Transfer.posted(id(1), MINT, PURSE, 1_000).linked(),
            Transfer.pending(id(2), MINT, PURSE, 50, 60),
            Transfer.pending(id(3), MINT, PURSE, 40, 0),
            Transfer.pending(id(6), MINT, PURSE, 30, 61)),
        transfers(CENTRAL_BANK, Transfer.post(id(4), id(2), 20), Transfer.voided(id(5), id(3))),
        instructions(
            BANK,
            new Core.AddKey(2, Hash32.ZERO),
            new Core.RevokeKey(2),
            new Instructions.UseAccount(RUPEES, PURSE)));
  }

  /** One instruction of each type. */
  static List<Record> instructions() {
    return List.of(
        new Core.OpenAccount(PURSE, RUPEES, 7, 1),
        new Core.AddKey(2, Hash32.ZERO),
        new Core.RevokeKey(2),
        new Instructions.UseAccount(RUPEES, PURSE),
        new Instructions.FundLiquidity(id(1), RUPEES, 500),
        new Instructions.WithdrawLiquidity(id(2), RUPEES, 500),
        new Instructions.OfferQuote(id(3), 2, 3, 1, 1_000, 5, 2, 74, 7_400_000, TIME_MILLIS),
        new Instructions.InstructPayment(id(4), id(5), 3, RUPEES, 900, id(3), Hash32.ZERO),
        new Instructions.ConfirmCredit(id(4)),
        new Instructions.RejectCredit(id(4), "AC04"),
        new Instructions.ReturnPayment(id(6), id(4), RUPEES, 900, "AC03"));
  }

  /** A kernel that has executed the envelopes. */
  public static Kernel busyKernel() {
    Kernel kernel = kernel();
    execute(kernel);
    return kernel;
  }

  /** What executing the envelopes did. */
  static List<Execution> executions() {
    return execute(kernel());
  }

  private static List<Execution> execute(Kernel kernel) {
    List<Execution> executions = new ArrayList<>();
    long position = 0;
    for (byte[] envelope : envelopes()) {
      Entry entry = Entry.of(++position, TIME_MILLIS + position, List.of(envelope));
      executions.add(kernel.execute(entry));
    }
    long afterTimeoutsMillis = TIME_MILLIS + 120_000;
    executions.add(kernel.execute(Entry.of(++position, afterTimeoutsMillis, List.of())));
    return executions;
  }

  /** A kernel's state as a snapshot holds it. */
  static byte[] state(Kernel kernel) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    kernel.save(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  static Id id(long number) {
    return new Id(TIME_MILLIS << 16 | 0x7000, 0x8000_0000_0000_0000L | number);
  }

  private static byte[] instructions(Party party, Record... instructions) {
    List<byte[]> items = new ArrayList<>();
    for (Record instruction : instructions) items.add(kernel().catalogue().item(instruction));
    return sign(party, Header.Content.INSTRUCTIONS, items);
  }

  private static byte[] transfers(Party party, Transfer... transfers) {
    List<byte[]> items = new ArrayList<>();
    for (Transfer transfer : transfers) items.add(transfer.encode());
    return sign(party, Header.Content.TRANSFERS, items);
  }

  private static byte[] sign(Party party, Header.Content content, List<byte[]> items) {
    return Envelope.sign(
        NETWORK.hash(),
        party.number(),
        1,
        SigningKey.of(KEYS.secret(Network.signingKey(party.code()))),
        Id.derived("fuzz", new Id(party.number(), items.getFirst().length)),
        TIME_MILLIS + 60_000,
        content,
        items);
  }
}
