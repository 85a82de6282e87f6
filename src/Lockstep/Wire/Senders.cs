namespace Lockstep.Wire;

/// <summary>Which ends of a connection may send a message.</summary>
[Flags]
public enum Senders : byte
{
    /// <summary>Nobody: the type is not one of this protocol.</summary>
    None = 0,

    /// <summary>The client, on the project's machine.</summary>
    Client = 1,

    /// <summary>The agent, on the target's machine.</summary>
    Agent = 2,

    /// <summary>Either end.</summary>
    Both = Client | Agent,
}
