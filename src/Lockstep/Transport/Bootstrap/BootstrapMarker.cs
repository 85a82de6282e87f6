namespace Lockstep.Transport.Bootstrap;

/// <summary>
/// The lines by which the bootstrap speaks among whatever a login shell prints: <see cref="Prefix"/>, one word, its arguments, a newline.
/// <code>
/// &lt;lockstep-bootstrap&gt; start                    the agent is there and is being started
/// &lt;lockstep-bootstrap&gt; ready                    the agent runs; the next byte is its protocol's first
/// &lt;lockstep-bootstrap&gt; forced 0123...           the agent of that identity runs by a forced command; the next byte is its protocol's first
/// &lt;lockstep-bootstrap&gt; send Linux x86_64 gzip    send the agent of that platform, gzip or plain
/// &lt;lockstep-bootstrap&gt; got                      64 KiB of it have come, or its end
/// &lt;lockstep-bootstrap&gt; platform Plan9 vax        there is no agent for that
/// &lt;lockstep-bootstrap&gt; nowhere /tmp (noexec) ... no directory will do
/// </code>
/// </summary>
internal static class BootstrapMarker
{
    /// <summary>What a marker line starts with, wherever it starts.</summary>
    public static ReadOnlySpan<byte> Prefix => "<lockstep-bootstrap> "u8;

    /// <summary>What the agent writes first.</summary>
    public static ReadOnlySpan<byte> Ready => "<lockstep-bootstrap> ready\n"u8;

    /// <summary>What an agent writes first that was started by a forced command.</summary>
    public static byte[] Forced(string identity) => [.. Prefix, .. "forced "u8, .. System.Text.Encoding.ASCII.GetBytes(identity), (byte)'\n'];
}
