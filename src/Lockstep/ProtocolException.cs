namespace Lockstep;

/// <summary>The peer broke the format or a limit of the protocol, which stops the whole session.</summary>
/// <param name="message">What was wrong, with the offending value and the maximum.</param>
public sealed class ProtocolException(string message) : Exception(message);
