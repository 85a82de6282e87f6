namespace Lockstep.Rsync.Roles;

/// <summary>The peer ends with this exit code; it has told why.</summary>
internal sealed class PeerExitException(int code) : Exception($"the peer ends with exit code {code}")
{
    /// <summary>Its exit code.</summary>
    public int Code => code;
}
