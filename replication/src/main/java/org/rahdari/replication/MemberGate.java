package org.rahdari.replication;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Grpc;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Stands before Ratis' own services, which trust whoever reaches them: a caller has to show the
 * certificate of a present member, may speak for that member alone, and may administer nothing.
 * Membership follows from the ledger, not from whoever asks.
 */
final class MemberGate implements ServerInterceptor {
  private static final String SERVERS = "ratis.grpc.RaftServerProtocolService";
  private static final String CLIENTS = "ratis.grpc.RaftClientProtocolService";

  private final Function<X509Certificate, Optional<String>> peerOf;

  /**
   * @param peerOf the Raft id of the present member that shows a certificate; empty for others
   */
  MemberGate(Function<X509Certificate, Optional<String>> peerOf) {
    this.peerOf = peerOf;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Optional<String> peer = peer(call);
    if (peer.isEmpty()) return refuse(call, Status.UNAUTHENTICATED, "no member's certificate");
    String service = String.valueOf(call.getMethodDescriptor().getServiceName());
    if (service.equals(CLIENTS)) return next.startCall(call, headers);
    if (!service.equals(SERVERS)) {
      return refuse(call, Status.PERMISSION_DENIED, "members do not administer each other");
    }
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      @Override
      public void onMessage(Q message) {
        if (speaksFor(peer.get(), message)) {
          super.onMessage(message);
        } else {
          call.close(
              Status.PERMISSION_DENIED.withDescription("the certificate is of another member"),
              new Metadata());
        }
      }
    };
  }

  private Optional<String> peer(ServerCall<?, ?> call) {
    SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (session == null) return Optional.empty();
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain[0] instanceof X509Certificate own ? peerOf.apply(own) : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  private static boolean speaksFor(String peer, Object message) {
    RaftRpcRequestProto request = request(message);
    return request != null && request.getRequestorId().equals(ByteString.copyFromUtf8(peer));
  }

  private static @Nullable RaftRpcRequestProto request(Object message) {
    return switch (message) {
      case AppendEntriesRequestProto append -> append.getServerRequest();
      case RequestVoteRequestProto vote -> vote.getServerRequest();
      case StartLeaderElectionRequestProto start -> start.getServerRequest();
      case ReadIndexRequestProto read -> read.getServerRequest();
      case InstallSnapshotRequestProto install -> install.getServerRequest();
      default -> null;
    };
  }

  private static <Q, A> ServerCall.Listener<Q> refuse(
      ServerCall<Q, A> call, Status status, String why) {
    call.close(status.withDescription(why), new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
