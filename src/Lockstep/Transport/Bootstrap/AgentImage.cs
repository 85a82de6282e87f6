using System.IO.Compression;

namespace Lockstep.Transport.Bootstrap;

/// <summary>An agent's executable for one platform, as it lies in the client.</summary>
/// <param name="Platform">Where it runs.</param>
/// <param name="Identity">The first 32 hexadecimal digits of the executable's SHA-256; they name its directory on the host.</param>
/// <param name="Length">Bytes of the executable.</param>
/// <param name="CompressedLength">Bytes of its gzip form.</param>
/// <param name="OpenCompressed">Opens the gzip form.</param>
public sealed record AgentImage(AgentPlatform Platform, string Identity, long Length, long CompressedLength, Func<Stream> OpenCompressed)
{
    /// <summary>Opens the executable itself, for hosts without gzip.</summary>
    public Stream OpenPlain() => new GZipStream(OpenCompressed(), CompressionMode.Decompress);
}
