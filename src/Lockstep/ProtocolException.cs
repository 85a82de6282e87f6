namespace Lockstep;

/// <summary>The peer broke the format or a limit of the protocol. It stops the whole session; the message names the value and its bound.</summary>
/// <param name="message">What was wrong, with the offending value and the maximum.</param>
public sealed class ProtocolException(string message) : Exception(message);
