using Lockstep.Wire.Fields;
using System.Buffers;
using Lockstep.Tree;

namespace Lockstep.Wire.Messages;

/// <summary>
/// The first frame of each end: what it is and what it speaks. Its layout is that of all protocol versions: what a later one adds stands
/// behind and is skipped by those who do not know it.
/// <code>
/// | "lockstep": 8 | least version: v | newest version: v | features: 8 | build: sized | platform: sized | ... |
/// </code>
/// </summary>
/// <param name="LeastVersion">The oldest protocol version the sender still speaks, at least 1.</param>
/// <param name="NewestVersion">The newest it speaks.</param>
/// <param name="Features">A bit for each extension the sender speaks beyond its version; version 1 has none. Unknown bits are ignored.</param>
/// <param name="Build">Identity of the sender's build, safe to print.</param>
/// <param name="Platform">What the sender runs on, as <c>linux-x64</c>; safe to print.</param>
public sealed record Hello(int LeastVersion, int NewestVersion, ulong Features, string Build, string Platform)
{
    /// <summary>The protocol version this code speaks.</summary>
    public const int CurrentVersion = 1;

    private const int MaxVersion = 0xffff;

    private static ReadOnlySpan<byte> Magic => "lockstep"u8;

    /// <summary>Finds what both ends speak: the newest common version and the common features.</summary>
    /// <returns>False when there is no common version: the client replaces the agent.</returns>
    public bool TryAgree(Hello peer, out Agreement agreement)
    {
        agreement = new Agreement(Math.Min(NewestVersion, peer.NewestVersion), Features & peer.Features);
        return agreement.Version >= Math.Max(LeastVersion, peer.LeastVersion);
    }

    /// <summary>Writes the message.</summary>
    public void Encode(IBufferWriter<byte> writer)
    {
        writer.Write(Magic);
        writer.WriteInt64(LeastVersion);
        writer.WriteInt64(NewestVersion);
        writer.WriteFixedUInt64(Features);
        writer.WriteDisplayText(Build, WireLimits.MaxName);
        writer.WriteDisplayText(Platform, WireLimits.MaxName);
    }

    /// <summary>Reads the message.</summary>
    public static Hello Decode(ReadOnlySpan<byte> message)
    {
        var reader = new ByteReader(message);
        ReadOnlySpan<byte> magic = reader.ReadBytes(Magic.Length, "greeting");
        if (!magic.SequenceEqual(Magic))
        {
            throw new ProtocolException($"greeting is '{DisplayText.Of(magic)}', not '{DisplayText.Of(Magic)}'");
        }

        int least = reader.ReadInt32("least version", MaxVersion);
        int newest = reader.ReadInt32("newest version", MaxVersion);
        if (least < 1 || newest < least)
        {
            throw new ProtocolException($"versions from {least} to {newest} are none");
        }

        return new Hello(
            least,
            newest,
            reader.ReadFixedUInt64("features"),
            reader.ReadDisplayText("build", WireLimits.MaxName),
            reader.ReadDisplayText("platform", WireLimits.MaxName));
    }
}

/// <summary>What two ends speak with each other.</summary>
/// <param name="Version">The protocol version.</param>
/// <param name="Features">The features both have.</param>
public readonly record struct Agreement(int Version, ulong Features);
