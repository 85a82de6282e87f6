using System.Globalization;
using System.Reflection;

namespace Lockstep.Transport.Bootstrap;

/// <summary>The agents a client brings along. The build puts them into it as resources, two files a platform.</summary>
public sealed class AgentBundle
{
    /// <summary>
    /// Of the resources' names: <c>agents/linux-x64.gz</c> is the compressed executable, <c>agents/linux-x64.id</c> its identity and length
    /// in a line.
    /// </summary>
    private const string ResourcePrefix = "agents/";

    private static readonly (string Name, AgentPlatform Platform)[] Known =
        [("linux-x64", AgentPlatform.LinuxX64), ("linux-arm64", AgentPlatform.LinuxArm64)];

    /// <summary>A bundle of <paramref name="images"/>.</summary>
    public AgentBundle(IReadOnlyList<AgentImage> images) => Images = images;

    /// <summary>The agents.</summary>
    public IReadOnlyList<AgentImage> Images { get; }

    /// <summary>The agents among an assembly's resources; none when it was built without.</summary>
    public static AgentBundle FromResources(Assembly assembly)
    {
        var images = new List<AgentImage>();
        foreach ((string name, AgentPlatform platform) in Known)
        {
            using Stream? description = assembly.GetManifestResourceStream($"{ResourcePrefix}{name}.id");
            if (description is null)
            {
                continue;
            }

            using var reader = new StreamReader(description);
            string[] words = reader.ReadToEnd().TrimEnd().Split(' ');
            Stream Open() => assembly.GetManifestResourceStream($"{ResourcePrefix}{name}.gz")!;
            using Stream compressed = Open();
            images.Add(new AgentImage(platform, words[0], long.Parse(words[1], CultureInfo.InvariantCulture), compressed.Length, Open));
        }

        return new AgentBundle(images);
    }
}
