using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Transport;
using Lockstep.Transport.Bootstrap;

namespace Lockstep.InteropTests.Transport;

/// <summary>A shell script in the agent's place: it verifies, serves with a line about where it is and what it was given, and echoes.</summary>
internal static class FakeAgent
{
    private const string Script = """
        #!/bin/sh
        case $1 in
        verify) exit 0;;
        serve) echo "<lockstep-bootstrap> ready"; printf "%s\n" "$0"; umask; pwd; exec cat;;
        esac
        """;

    /// <summary>The script as the agent for this machine; another <paramref name="version"/> is another agent.</summary>
    public static AgentBundle Bundle(string version = "1") => Of($"{Script}\n# {version}\n");

    /// <summary>An agent that does not run: what it says of itself is no.</summary>
    public static AgentBundle Broken() => Of("#!/bin/sh\nexit 1\n");

    private static AgentBundle Of(string script)
    {
        byte[] program = Encoding.UTF8.GetBytes(script);
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(program);
        }

        byte[] bytes = compressed.ToArray();
        string identity = Convert.ToHexStringLower(SHA256.HashData(program))[..32];
        return new AgentBundle([new AgentImage(AgentPlatform.LinuxX64, identity, program.Length, bytes.Length, () => new MemoryStream(bytes))]);
    }
}
