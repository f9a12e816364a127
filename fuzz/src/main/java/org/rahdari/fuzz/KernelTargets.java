package org.rahdari.fuzz;

import static org.rahdari.fuzz.Target.canonical;
import static org.rahdari.fuzz.Target.require;
import static org.rahdari.fuzz.Target.same;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.rahdari.codec.Codec;
import org.rahdari.codec.Id;
import org.rahdari.codec.MalformedException;
import org.rahdari.kernel.Batch;
import org.rahdari.kernel.Catalogue;
import org.rahdari.kernel.Ed25519;
import org.rahdari.kernel.Envelope;
import org.rahdari.kernel.Genesis;
import org.rahdari.kernel.Header;
import org.rahdari.kernel.Kernel;
import org.rahdari.kernel.Result;
import org.rahdari.ledger.Transfer;
import org.rahdari.table.Table;

/** What parties sign, what a network starts from, and what a kernel remembers. */
final class KernelTargets {
  /** Of an item: program 2, kind 2, flags 1. */
  private static final int ITEM_PREFIX_BYTES = 5;

  private KernelTargets() {}

  static List<Target> all() {
    return List.of(
        new Target("envelope", SampleNetwork::envelopes, KernelTargets::envelope),
        new Target("head", KernelTargets::heads, KernelTargets::head),
        new Target("transfer", KernelTargets::transfers, KernelTargets::transfer),
        new Target("instruction", KernelTargets::items, KernelTargets::item),
        new Target("row", KernelTargets::rows, KernelTargets::row),
        new Target("state", KernelTargets::states, KernelTargets::state),
        new Target(
            "result",
            KernelTargets::results,
            canonical(MalformedException.class, Result::decode, Result::encode)),
        new Target(
            "genesis",
            () -> List.of(SampleNetwork.NETWORK.genesis().encode()),
            canonical(MalformedException.class, Genesis::decode, Genesis::encode)),
        new Target("id", KernelTargets::ids, KernelTargets::id));
  }

  private static boolean envelope(byte[] bytes) {
    Envelope envelope;
    List<byte[]> items;
    try {
      envelope = Envelope.decode(bytes.clone());
      items = List.copyOf(envelope.items());
    } catch (MalformedException e) {
      return false;
    }
    Header header = envelope.header();
    require(items.size() == header.items(), "other items than the header says");
    boolean prefixed = header.content() == Header.Content.INSTRUCTIONS;
    ByteBuffer out = ByteBuffer.allocate(bytes.length);
    out.putInt(envelope.head().length).put(envelope.head());
    for (byte[] item : items) {
      if (prefixed) out.putInt(item.length);
      out.put(item);
    }
    require(!out.hasRemaining(), "the envelope has bytes that are in no item");
    same(bytes, out.array(), "what was read is not written back as it was");
    return true;
  }

  private static List<byte[]> heads() {
    return SampleNetwork.envelopes().stream().map(e -> Envelope.decode(e).head()).toList();
  }

  /** As it stands in a leaf; any key may be asked whether it signed it. */
  private static boolean head(byte[] bytes) {
    Header header;
    try {
      header = Envelope.header(bytes);
    } catch (MalformedException e) {
      return false;
    }
    byte[] body = Codec.of(Header.class).encode(header);
    byte[] signature =
        Arrays.copyOfRange(bytes, bytes.length - Ed25519.SIGNATURE_BYTES, bytes.length);
    byte[] written =
        ByteBuffer.allocate(bytes.length).putInt(body.length).put(body).put(signature).array();
    same(bytes, written, "what was read is not written back as it was");
    Envelope.signedBy(header.payload(), bytes);
    return true;
  }

  private static List<byte[]> transfers() {
    return List.of(
        Transfer.posted(SampleNetwork.id(1), new Id(1, 1), new Id(1, 2), 5).encode(),
        Transfer.pending(SampleNetwork.id(2), new Id(1, 1), new Id(1, 2), 5, 60).linked().encode(),
        Transfer.post(SampleNetwork.id(3), SampleNetwork.id(2), 0).encode(),
        Transfer.voided(SampleNetwork.id(4), SampleNetwork.id(2)).encode());
  }

  /** An item of an envelope of transfers has the right length, or there is no item. */
  private static boolean transfer(byte[] bytes) throws Exception {
    byte[] item = Arrays.copyOf(bytes, Transfer.BYTES);
    return canonical(
            MalformedException.class, b -> Transfer.decode(ByteBuffer.wrap(b)), Transfer::encode)
        .takes(item);
  }

  private static List<byte[]> items() {
    Catalogue catalogue = SampleNetwork.kernel().catalogue();
    List<byte[]> items = new ArrayList<>();
    for (Record instruction : SampleNetwork.instructions()) {
      items.add(catalogue.item(instruction));
      items.add(catalogue.item(instruction, true));
    }
    SampleNetwork.executions().stream()
        .flatMap(execution -> execution.batches().stream())
        .filter(batch -> batch.kind() == Batch.Kind.TIMER)
        .forEach(batch -> items.addAll(batch.items()));
    return items;
  }

  /** An instruction of a program, or one of its timers. */
  private static boolean item(byte[] bytes) {
    boolean instruction = described(bytes, Once.CATALOGUE::describe);
    boolean timer = described(bytes, Once.CATALOGUE::describeTimer);
    require(!(instruction && timer), "an item is an instruction or a timer, and not both");
    return instruction || timer;
  }

  private interface Describing {
    Catalogue.Described describe(byte[] item);
  }

  private static boolean described(byte[] bytes, Describing describing) {
    Record content;
    try {
      content = describing.describe(bytes.clone()).content();
    } catch (MalformedException e) {
      return false;
    }
    byte[] body = Arrays.copyOfRange(bytes, ITEM_PREFIX_BYTES, bytes.length);
    same(body, encoded(content), "what was read is not written back as it was");
    return true;
  }

  private static <R extends Record> byte[] encoded(R content) {
    @SuppressWarnings("unchecked") // the class of the record
    Class<R> type = (Class<R>) content.getClass();
    return Codec.of(type).encode(content);
  }

  private static List<byte[]> rows() {
    List<byte[]> rows = new ArrayList<>();
    List<Table<?, ?>> tables = SampleNetwork.busyKernel().tables();
    for (int i = 0; i < tables.size(); i++) {
      for (Record row : tables.get(i).rows()) rows.add(prefixed(i, encoded(row)));
    }
    return rows;
  }

  private static byte[] prefixed(int first, byte[] rest) {
    return ByteBuffer.allocate(1 + rest.length).put((byte) first).put(rest).array();
  }

  /** A row of the table that the first byte names. */
  private static boolean row(byte[] bytes) throws Exception {
    if (bytes.length == 0) return false;
    Codec<? extends Record> rows = Once.ROWS.get(Byte.toUnsignedInt(bytes[0]) % Once.ROWS.size());
    return takesRow(rows, Arrays.copyOfRange(bytes, 1, bytes.length));
  }

  private static <R> boolean takesRow(Codec<R> codec, byte[] row) throws Exception {
    return canonical(MalformedException.class, codec::decode, codec::encode).takes(row);
  }

  private static List<byte[]> states() throws IOException {
    return List.of(
        SampleNetwork.state(SampleNetwork.kernel()),
        SampleNetwork.state(SampleNetwork.busyKernel()));
  }

  /** A snapshot's state; restoring replaces whatever the kernel held before, also half a state. */
  private static boolean state(byte[] bytes) throws IOException {
    try {
      Once.KERNEL.restore(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      return false;
    }
    byte[] saved = SampleNetwork.state(Once.KERNEL);
    byte[] read = Arrays.copyOf(bytes, Math.min(bytes.length, saved.length));
    same(read, saved, "the state that was restored is not saved as it was");
    return true;
  }

  private static List<byte[]> results() {
    return SampleNetwork.executions().stream()
        .flatMap(execution -> execution.batches().stream())
        .flatMap(batch -> batch.results().stream())
        .toList();
  }

  private static List<byte[]> ids() {
    return Stream.of(SampleNetwork.id(1).toString(), "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF")
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private static boolean id(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Id id;
    try {
      id = Id.parse(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
    require(id.toString().equals(text.toLowerCase(Locale.ROOT)), "an id of another spelling");
    return true;
  }

  /** Made once, when first wanted. */
  private static final class Once {
    static final Kernel KERNEL = SampleNetwork.kernel();
    static final Catalogue CATALOGUE = KERNEL.catalogue();
    static final List<Codec<? extends Record>> ROWS = codecs(KERNEL.tables());

    private static List<Codec<? extends Record>> codecs(List<Table<?, ?>> tables) {
      List<Codec<? extends Record>> codecs = new ArrayList<>();
      for (Table<?, ?> table : tables) codecs.add(Codec.of(table.rowType()));
      return codecs;
    }
  }
}
