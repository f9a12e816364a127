package org.rahdari.payments.web;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rahdari.codec.Id;
import org.rahdari.iso20022.CustomerCreditTransfer;
import org.rahdari.iso20022.Iso20022;
import org.rahdari.iso20022.Message;
import org.rahdari.iso20022.PaymentReturn;
import org.rahdari.iso20022.Rejected;
import org.rahdari.iso20022.Resolution;
import org.rahdari.iso20022.StatusReport;
import org.rahdari.iso20022.StatusRequest;
import org.rahdari.iso20022.Unreadable;
import org.rahdari.platform.Ids;
import org.rahdari.platform.Letter;
import org.rahdari.platform.Network;
import org.rahdari.platform.Post;
import org.rahdari.platform.Problem;
import org.rahdari.platform.Vault;
import org.rahdari.program.Party;
import org.springframework.http.HttpStatus;

/** Takes in an institution's ISO 20022 messages and answers them. */
public final class MessageDesk {
  private final Agents agents;
  private final Vault vault;
  private final Post post;
  private final Ids ids;
  private final Answers answers;
  private final Originals originals;
  private final PayerDesk payer;
  private final ReturnDesk returns;
  private final StatusDesk statuses;

  /** The desk, with the desks that do the work. */
  public MessageDesk(
      Network network,
      Vault vault,
      Post post,
      Ids ids,
      Answers answers,
      Originals originals,
      PayerDesk payer,
      ReturnDesk returns,
      StatusDesk statuses) {
    this.agents = new Agents(network);
    this.vault = vault;
    this.post = post;
    this.ids = ids;
    this.answers = answers;
    this.originals = originals;
    this.payer = payer;
    this.returns = returns;
    this.statuses = statuses;
  }

  /**
   * Answers a message.
   *
   * @param caller whose token came with it
   * @throws Problem if it cannot be read as a message at all, or the ledger cannot be reached now
   */
  public Answer answer(Party caller, byte[] xml) {
    return switch (Iso20022.read(xml)) {
      case Unreadable why ->
          throw new Problem(
              HttpStatus.BAD_REQUEST,
              "message-unreadable",
              why.rule()
                  + " at line "
                  + why.line()
                  + ", column "
                  + why.column()
                  + ": "
                  + why.sentence());
      case Rejected why -> Answer.of(answers.rejected(why));
      case Message message -> judged(caller, message, xml);
    };
  }

  private Answer judged(Party caller, Message message, byte[] xml) {
    Optional<Party> sender = agents.party(message.instructingAgent());
    if (sender.isEmpty() || sender.get().number() != caller.number()) {
      return Answer.forbidden(
          answers.rejected(
              message,
              "AGNT",
              Answers.agentPath(message, true),
              "InstructingAgentIsSender",
              "the instructing agent is "
                  + message.instructingAgent()
                  + ", and the sender is "
                  + caller.code()));
    }
    Optional<Party> receiver = agents.party(message.instructedAgent());
    if (receiver.isEmpty()) {
      return Answer.of(
          answers.rejected(
              message,
              "AGNT",
              Answers.agentPath(message, false),
              "InstructedAgentInNetwork",
              "no institution of this network is " + message.instructedAgent()));
    }
    return switch (message) {
      case CustomerCreditTransfer transfer -> payer.pay(caller, receiver.get(), transfer, xml);
      case PaymentReturn back -> returns.giveBack(caller, receiver.get(), back, xml);
      case StatusRequest request -> statuses.answer(caller, request);
      case Resolution resolution -> record(caller, receiver.get(), resolution, xml);
      case StatusReport report -> file(caller, receiver.get(), report, xml, null);
    };
  }

  private Answer record(Party caller, Party receiver, Resolution resolution, byte[] xml) {
    Originals.Match match = originals.match(caller, resolution.original());
    if (match.letter() == null) {
      return Answer.of(
          answers.unmatched(resolution, match, "/Document/RsltnOfInvstgtn/CxlDtls/TxInfAndSts"));
    }
    return file(caller, receiver, resolution, xml, match.letter().payment());
  }

  private Answer file(
      Party caller, Party receiver, Message message, byte[] xml, @Nullable Id payment) {
    Letter letter = letter(caller, receiver, message, xml, payment);
    Letter filed = vault.file(letter);
    if (!Iso20022.read(filed.message()).equals(message))
      return Answer.of(answers.messageIdReused(message));
    post.send(filed);
    return Answer.recorded(payment);
  }

  private Letter letter(
      Party caller, Party receiver, Message message, byte[] xml, @Nullable Id payment) {
    return new Letter(
        ids.next(),
        caller.number(),
        caller.number(),
        receiver.number(),
        message.msgId(),
        message.messageName(),
        xml,
        vault.blinding(),
        payment,
        null);
  }
}
