package org.rahdari.iso20022;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads ISO 20022 messages: bytes in, one {@link Reading} out, whatever the bytes are. Safe for
 * many threads.
 */
public final class Iso20022 {
  /** The size of a message at most. */
  public static final int BYTES_MAX = XmlParser.BYTES_MAX;

  static final String NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:";
  private static final String HEADER_NAMESPACE = NAMESPACE + "head.001.001.";
  private static final Pattern MESSAGE_NAME =
      Pattern.compile("[a-z]{4}\\.[0-9]{3}\\.[0-9]{3}\\.[0-9]{2}");

  private Iso20022() {}

  /** Such as {@code pacs.008.001.08}. */
  public static List<String> supportedMessages() {
    return Stream.of(MessageKind.values()).map(kind -> kind.messageName).toList();
  }

  /**
   * Takes a bare {@code Document}, or any wrapper that holds exactly one business application
   * header (head.001) and one {@code Document}. Never throws.
   */
  public static Reading read(byte[] xml) {
    return switch (XmlParser.parse(xml)) {
      case Unreadable unreadable -> unreadable;
      case Parsed.Tree(Element root) -> read(root);
    };
  }

  private static Reading read(Element root) {
    Element header = null;
    Element document = root;
    if (!isDocument(root)) {
      List<Element> documents = new ArrayList<>();
      List<Element> headers = new ArrayList<>();
      collect(root, documents, headers);
      if (documents.size() != 1 || headers.size() > 1) return noDocument();
      if (headers.isEmpty()) return noDocument();
      document = documents.getFirst();
      header = headers.getFirst();
      document.becomeRoot();
      header.becomeRoot();
    }

    String messageName = document.namespace.substring(NAMESPACE.length());
    if (!MESSAGE_NAME.matcher(messageName).matches()) return noDocument();

    MessageKind kind = MessageKind.named(messageName);
    if (kind == null) return rejected(messageName, document, unsupported());
    Violation violation = validate(kind, document, header);
    if (violation != null) return rejected(messageName, document, violation);
    return kind.toMessage.apply(messageName, document.children.getFirst());
  }

  private static @Nullable Violation validate(
      MessageKind kind, Element document, @Nullable Element header) {
    if (header != null && !kind.messageName.equals(header.textAt("MsgDefIdr"))) {
      return new Violation(
          header.path("MsgDefIdr"),
          "MessageDefinitionIdentifier",
          "The header announces another message.",
          "FF01");
    }
    Violation violation = Validation.check(document, kind.bodyName, kind.model);
    return violation != null
        ? violation
        : PublishedRules.check(document.children.getFirst(), kind.rules);
  }

  private static Violation unsupported() {
    return new Violation(
        "/Document",
        "SupportedMessage",
        "This message or version is not supported; supported are "
            + String.join(", ", supportedMessages())
            + ".",
        "FF01");
  }

  private static Rejected rejected(String messageName, Element document, Violation violation) {
    Salvage salvage = new Salvage(document);
    return new Rejected(
        messageName,
        salvage.reference(messageName),
        salvage.instructingAgent(),
        salvage.instructedAgent(),
        violation.path(),
        violation.rule(),
        violation.sentence(),
        violation.reasonCode());
  }

  private static Unreadable noDocument() {
    return new Unreadable(
        "Document",
        "There is no single ISO 20022 Document: its namespace begins with "
            + NAMESPACE
            + "; a wrapper holds one AppHdr and one Document.",
        1,
        1);
  }

  private static boolean isDocument(Element element) {
    return element.name.equals("Document") && element.namespace.startsWith(NAMESPACE);
  }

  private static void collect(Element element, List<Element> documents, List<Element> headers) {
    if (isDocument(element)) {
      documents.add(element);
    } else if (element.name.equals("AppHdr") && element.namespace.startsWith(HEADER_NAMESPACE)) {
      headers.add(element);
    } else {
      for (Element child : element.children) collect(child, documents, headers);
    }
  }

  /** What an answer can still say about a message that is refused: only what is valid by itself. */
  private record Salvage(Element body) {
    Salvage {
      body = body.children.isEmpty() ? body : body.children.getFirst();
    }

    OriginalReference reference(String messageName) {
      Element transaction = Messages.transaction(body);
      return new OriginalReference(
          firstValid(DataType.IDENTIFIER, body.textAt("GrpHdr/MsgId"), body.textAt("Assgnmt/Id")),
          messageName,
          firstValid(
              DataType.DATE_TIME, body.textAt("GrpHdr/CreDtTm"), body.textAt("Assgnmt/CreDtTm")),
          transaction == null ? PaymentIds.NONE : ids(transaction));
    }

    private static PaymentIds ids(Element transaction) {
      return new PaymentIds(
          id(transaction, "InstrId"),
          id(transaction, "EndToEndId"),
          firstValid(
              DataType.IDENTIFIER,
              transaction.textAt("PmtId/TxId"),
              transaction.textAt("RtrId"),
              transaction.textAt("OrgnlTxId")),
          firstValid(
              DataType.UETR, transaction.textAt("PmtId/UETR"), transaction.textAt("OrgnlUETR")));
    }

    private static @Nullable String id(Element transaction, String name) {
      return firstValid(
          DataType.IDENTIFIER,
          transaction.textAt("PmtId/" + name),
          transaction.textAt("Orgnl" + name));
    }

    private static @Nullable String firstValid(DataType type, @Nullable String... values) {
      return Stream.of(values)
          .filter(Objects::nonNull)
          .filter(value -> type.complaint().apply(value) == null)
          .findFirst()
          .map(DataType::collapsed)
          .orElse(null);
    }

    List<AgentId> instructingAgent() {
      return agent("InstgAgt", "Assgnmt/Assgnr");
    }

    List<AgentId> instructedAgent() {
      return agent("InstdAgt", "Assgnmt/Assgne");
    }

    private List<AgentId> agent(String name, String inAssignment) {
      Element assigned = body.at(inAssignment);
      List<AgentId> ids =
          assigned != null ? Messages.partyIds(assigned) : Messages.agent(body, name);
      Set<String> kinds = new HashSet<>();
      return ids.stream().filter(id -> id.isValid() && kinds.add(id.kind())).toList();
    }
  }
}
