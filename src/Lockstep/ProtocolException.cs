namespace Lockstep;

/// <summary>A peer or a state file broke its format: the message tells the field, the value and the bound. Nothing of it was used.</summary>
public sealed class ProtocolException(string message) : Exception(message);
